using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Workflow.Local;

/// <summary>
/// Makes the tokens of a local system: ES256, issuer <see cref="Issuer"/>, audience <see cref="Audience"/>. Services are
/// given only the public half of the key.
/// </summary>
public sealed class Tokens(ECDsa key, TimeProvider wall) : IDisposable
{
    /// <summary>The `iss` of a local token, and the services' setting `Authentication:Issuer`.</summary>
    public const string Issuer = "workflow-local";

    /// <summary>The `aud` of a local token, and the services' setting `Authentication:Audience`.</summary>
    public const string Audience = "workflow";

    /// <summary>Reads the private key, a PEM file.</summary>
    /// <exception cref="FileNotFoundException">No key has been made yet.</exception>
    public static Tokens FromFile(string privateKeyFile, TimeProvider wall)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(privateKeyFile));
        return new Tokens(key, wall);
    }

    /// <summary>Makes a key pair; the private file is readable by its owner alone. An existing pair is kept.</summary>
    public static void MakeKeys(string privateKeyFile, string publicKeyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(privateKeyFile))
            key.ImportFromPem(File.ReadAllText(privateKeyFile));
        else
            OwnFile.Write(privateKeyFile, key.ExportPkcs8PrivateKeyPem());
        OwnFile.Write(publicKeyFile, key.ExportSubjectPublicKeyInfoPem());
    }

    /// <summary>A signed token.</summary>
    /// <param name="roles">One or more of `upstream`, `officer`, `branch`, `inspector`, `auditor`, `operator`.</param>
    /// <param name="unit">The unit's code.</param>
    /// <param name="subject">The opaque person id.</param>
    /// <param name="valid">From now, wall time; a negative span makes a token that has expired.</param>
    public string Create(IReadOnlyCollection<string> roles, string unit, string subject, TimeSpan valid)
    {
        var now = wall.GetUtcNow().UtcDateTime;
        var issued = valid < TimeSpan.Zero ? now + valid - TimeSpan.FromMinutes(1) : now;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = issued,
            NotBefore = issued,
            Expires = now + valid,
            Claims = new Dictionary<string, object> { ["sub"] = subject, ["unit"] = unit, ["roles"] = roles.ToArray() },
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256)
            {
                CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
            },
        });
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
