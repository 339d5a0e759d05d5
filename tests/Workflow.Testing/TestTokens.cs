using Workflow.Local;

namespace Workflow.Testing;

/// <summary>
/// Tokens of a key pair made for this process. Give the service under test <see cref="PublicKeyFile"/>,
/// <see cref="Tokens.Issuer"/> and <see cref="Tokens.Audience"/> as its `Authentication` settings.
/// </summary>
public static class TestTokens
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly Tokens Maker = new(Key, TimeProvider.System);

    /// <summary>A PEM file with the public half; `Authentication:PublicKeyFile`.</summary>
    public static string PublicKeyFile { get; } = Write("public.pem", Key.ExportSubjectPublicKeyInfoPem());

    /// <summary>A PEM file with the private half, for what issues tokens of its own on a local system.</summary>
    public static string PrivateKeyFile { get; } = Write("private.pem", Key.ExportPkcs8PrivateKeyPem());

    /// <summary>The settings that make a service accept these tokens, by their configuration names.</summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["Authentication:PublicKeyFile"] = PublicKeyFile,
        ["Authentication:Issuer"] = Tokens.Issuer,
        ["Authentication:Audience"] = Tokens.Audience,
    };

    /// <summary>A token of one role; of another key when <paramref name="forged"/>.</summary>
    /// <param name="role">`upstream`, `officer`, `branch`, `inspector`, `auditor` or `operator`.</param>
    /// <param name="unit">The unit's code.</param>
    /// <param name="subject">The opaque person id.</param>
    /// <param name="valid">Default one hour; negative: expired.</param>
    /// <param name="forged">Signed with a key that no service knows.</param>
    public static string Create(string role, string unit, string subject = "p-1", TimeSpan? valid = null, bool forged = false)
    {
        using var stranger = forged ? new Tokens(ECDsa.Create(ECCurve.NamedCurves.nistP256), TimeProvider.System) : null;
        return (stranger ?? Maker).Create([role], unit, subject, valid ?? TimeSpan.FromHours(1));
    }

    private static string Write(string name, string pem)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("workflow-test-").FullName, name);
        File.WriteAllText(file, pem);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return file;
    }
}
