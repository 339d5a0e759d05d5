using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace NoticeIssuance.Tests;

/// <summary>The service as a process of its own, and at the broker's address something that shows a certificate.</summary>
public sealed class BrokerCertificateTests(NoticesFixture notices) : IClassFixture<NoticesFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("workflow-certificates-").FullName;
    private readonly ConcurrentQueue<string> _heard = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("localhost", true, "AMQP")]
    [InlineData("localhost", false, "")]
    [InlineData("broker.example.org", true, "")]
    public async Task Only_who_shows_a_certificate_of_a_trusted_authority_for_the_host_is_spoken_to(
        string name, bool isTrusted, string said)
    {
        using var shown = Certificate(name, out var authority);
        using var other = Certificate(name, out var stranger);
        var trusted = Path.Combine(_folder, "ca.crt");
        await File.WriteAllTextAsync(trusted, isTrusted ? authority : stranger, Ct);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var listening = ListenAsync(listener, shown, stop.Token);

        var settings = notices.Settings;
        settings["RabbitMq:Uri"] = $"amqps://workflow:secret@localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/";
        var command = ServiceProcess.Command("NoticeIssuance", settings, Environments.Development);
        command.Environment["SSL_CERT_FILE"] = trusted;
        using var service = await ServiceProcess.StartAsync(command);
        await Eventually.HoldsAsync(() => _heard.Count > 5, "it has tried", TimeSpan.FromSeconds(60));
        Assert.All(_heard, heard => Assert.Equal(said, heard));
        using var http = new HttpClient { BaseAddress = service.Address };
        using var health = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        await stop.CancelAsync();
        await listening;
    }

    /// <summary>Notes the first four characters of each who comes, none where nothing is said, and hangs up.</summary>
    private async Task ListenAsync(TcpListener listener, X509Certificate2 shown, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(ct);
                await using var tls = new SslStream(client.GetStream());
                var first = new byte[4];
                var read = 0;
                try
                {
                    await tls.AuthenticateAsServerAsync(shown, clientCertificateRequired: false, SslProtocols.None, false);
                    read = await tls.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, ct);
                }
                catch (Exception e) when (e is IOException or AuthenticationException)
                {
                }
                _heard.Enqueue(Encoding.ASCII.GetString(first, 0, read));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>A certificate for a host, with its key, by an authority made for it.</summary>
    private static X509Certificate2 Certificate(string host, out string authority)
    {
        var (from, until) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest($"CN=authority of {Guid.NewGuid()}", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var ca = caRequest.CreateSelfSigned(from, until);
        authority = ca.ExportCertificatePem();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(ca, from, until, [1, 2, 3, 4]);
        return bare.CopyWithPrivateKey(key);
    }
}
