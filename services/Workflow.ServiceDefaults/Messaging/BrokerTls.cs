using System.Net.Security;
using System.Security.Authentication;
using RabbitMQ.Client;

namespace Workflow.ServiceDefaults;

/// <summary>How the broker is known for what it is.</summary>
public static class BrokerTls
{
    /// <summary>
    /// By <c>amqps</c> the broker shows a certificate of an authority that this machine trusts, for the host of the address. The libraries
    /// by themselves take one for another host (RabbitMQ.Client) or of anybody (MassTransit, which encrypts at port 5671 alone).
    /// </summary>
    /// <param name="factory">What connects.</param>
    /// <param name="uri">The broker's address.</param>
    /// <returns><paramref name="factory"/>.</returns>
    public static ConnectionFactory Verified(this ConnectionFactory factory, Uri uri)
    {
        if (uri.Scheme == "amqps")
            factory.Ssl = new SslOption(uri.Host, enabled: true)
                { AcceptablePolicyErrors = SslPolicyErrors.None, Version = SslProtocols.None };
        return factory;
    }
}
