using System.Net.Sockets;
using Polly.Timeout;
using RabbitMQ.Client.Exceptions;

namespace Workflow.ServiceDefaults;

/// <summary>Tells what passes by itself (a database, broker or clock that is away) from what does not.</summary>
public static class Transience
{
    /// <summary>
    /// Whether trying again later, unchanged, can succeed. HTTP answers 503 to these, consumers retry them for many minutes.
    /// </summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        // Shutting down, crashing, starting: classes 57P and 08, and what Npgsql itself calls transient.
        PostgresException postgres => postgres.IsTransient || postgres.SqlState.StartsWith("57P", StringComparison.Ordinal)
            || postgres.SqlState.StartsWith("08", StringComparison.Ordinal)
            || postgres.SqlState is "25P03" or "25P04",
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException or SocketException or TimeoutException,
        ClockBehindException or StreamConflictException => true,
        TimeoutException or TimeoutRejectedException or SocketException or HttpRequestException => true,
        BrokerUnreachableException or AlreadyClosedException or OperationInterruptedException => true,
        { InnerException: { } inner } when exception is MassTransit.MassTransitException or AggregateException => IsTransient(inner),
        _ => exception is MassTransit.ConnectionException,
    };
}
