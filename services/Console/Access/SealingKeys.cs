using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using ValidationResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace WorkflowConsole.Access;

/// <summary>
/// What seals the keys that seal tickets and forms, so that who reads the database cannot be anybody. Section <c>Sealing</c>; needed in
/// Production. After a change of certificate everybody signs in anew.
/// </summary>
internal sealed class SealingOptions : IValidatableObject
{
    /// <summary>A PKCS #12 file with an RSA certificate and its private key, the same for every replica.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>Its password, where it has one.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>The certificate; null where there is none, or it cannot be read.</summary>
    public X509Certificate2? TryLoad()
    {
        try
        {
            return CertificateFile is null ? null : X509CertificateLoader.LoadPkcs12FromFile(CertificateFile, CertificatePassword);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        using var certificate = TryLoad();
        if (CertificateFile is not null && certificate is not { HasPrivateKey: true })
            yield return new($"it is '{CertificateFile}', in which there is no certificate with its private key, or not by this password",
                [nameof(CertificateFile)]);
    }
}

/// <summary>Where it matters the keys are sealed.</summary>
internal sealed class SealedInProduction(IHostEnvironment environment) : IValidateOptions<SealingOptions>
{
    public ValidateOptionsResult Validate(string? name, SealingOptions options) =>
        environment.IsProduction() && options.CertificateFile is null
            ? ValidateOptionsResult.Fail("Sealing__CertificateFile: a PKCS #12 file with the certificate that seals sessions is needed.")
            : ValidateOptionsResult.Success;
}

/// <summary>The keys of data protection, beside what they seal, so that every replica has them.</summary>
internal sealed class SealingKeys(NpgsqlDataSource dataSource) : IXmlRepository
{
    // The interface knows no waiting. It is asked once a process and when a key is made.
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(() =>
        dataSource.Sql("select xml from sealing_key").ReadAsync(row => XElement.Parse(row.GetString(0)), CancellationToken.None))
        .GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => Task.Run(() =>
        dataSource.Sql("insert into sealing_key (name, xml) values ($1, $2) on conflict do nothing", friendlyName,
            element.ToString(SaveOptions.DisableFormatting)).ExecuteAsync(CancellationToken.None)).GetAwaiter().GetResult();
}
