using System.ComponentModel.DataAnnotations;
using ValidationResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace WorkflowConsole.Access;

/// <summary>Who says who a person is. Section <c>Authentication</c>. Needed in Production; the code flow with PKCE is used.</summary>
internal sealed class SignInOptions : IValidatableObject
{
    /// <summary>The OIDC issuer, the one the services trust. https, except on a loopback address.</summary>
    public Uri? Authority { get; set; }

    /// <summary>What the console is called there.</summary>
    public string? ClientId { get; set; }

    /// <summary>Its secret there; none for a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What is asked for, blanks between; <c>offline_access</c> lets tokens be renewed.</summary>
    public string Scope { get; set; } = "openid profile offline_access";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Authority is { IsLoopback: false, Scheme: not "https" })
            yield return new($"it is '{Authority}'; https is required except on a loopback address", [nameof(Authority)]);
        if (Authority is not null && string.IsNullOrEmpty(ClientId))
            yield return new("it is needed beside Authority", [nameof(ClientId)]);
    }
}

/// <summary>Somebody must be able to sign in.</summary>
internal sealed class SomeSignIn(IOptions<LocalSignInOptions> local) : IValidateOptions<SignInOptions>
{
    public ValidateOptionsResult Validate(string? name, SignInOptions options) =>
        options.Authority is null && local.Value.PrivateKeyFile is null
            ? ValidateOptionsResult.Fail("Authentication__Authority: the OIDC issuer at which persons sign in is needed.")
            : ValidateOptionsResult.Success;
}
