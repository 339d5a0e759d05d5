namespace Workflow.ServiceDefaults;

/// <summary>Asking another service over the bus.</summary>
public static class Asking
{
    /// <summary>
    /// The answer to a question, within a time that holds also while the broker is away, when the library would wait for it.
    /// </summary>
    /// <param name="bus">The bus.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="patience">How long the answer is waited for, by wall time.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="Exception">No answer: nobody is there, too late, or the other could not. Any of the library's types.</exception>
    public static async Task<TAnswer> AskAsync<TQuestion, TAnswer>(this IBus bus, TQuestion question, TimeSpan patience,
        CancellationToken ct)
        where TQuestion : class
        where TAnswer : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        var client = bus.CreateRequestClient<TQuestion>(RequestTimeout.After(ms: (int)patience.TotalMilliseconds));
        return (await client.GetResponse<TAnswer>(question, limit.Token).WaitAsync(limit.Token)).Message;
    }

    /// <summary>The same; null where there is no answer, and at once while the broker is away.</summary>
    public static async Task<TAnswer?> TryAskAsync<TQuestion, TAnswer>(this IBusControl bus, TQuestion question, TimeSpan patience,
        CancellationToken ct)
        where TQuestion : class
        where TAnswer : class
    {
        try
        {
            return bus.CheckHealth().Status == BusHealthStatus.Healthy
                ? await bus.AskAsync<TQuestion, TAnswer>(question, patience, ct) : null;
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }
}
