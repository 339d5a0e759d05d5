using System.ComponentModel.DataAnnotations;
using ValidationResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace AuditReplay.Ledger;

/// <summary>Whose pages the ledger takes. Section <c>Ledger</c>.</summary>
internal sealed class LedgerOptions : IValidatableObject
{
    private const string Source = "{source}";
    private const string Any = "any";

    /// <summary>
    /// The broker's user that publishes a service's pages, with <c>{source}</c> in the place of the service: <c>workflow-{source}</c>.
    /// <c>any</c>: whoever may publish is believed by the chain of hashes alone. Required in Production, elsewhere <c>any</c>.
    /// </summary>
    public string? PublishedBy { get; set; }

    /// <summary>The only user whose pages of the source are taken; null: any.</summary>
    public string? UserOf(string source) =>
        PublishedBy is null or Any ? null : PublishedBy.Replace(Source, source, StringComparison.Ordinal);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublishedBy is not (null or Any) && !PublishedBy.Contains(Source, StringComparison.Ordinal))
            yield return new($"it is '{PublishedBy}'; a user's name with {Source} in it, or {Any}, is allowed", [nameof(PublishedBy)]);
    }
}

/// <summary>Where it matters, a page is taken of its service's user alone.</summary>
internal sealed class UsersAreNamedInProduction(IHostEnvironment environment) : IValidateOptions<LedgerOptions>
{
    public ValidateOptionsResult Validate(string? name, LedgerOptions options) =>
        environment.IsProduction() && options.PublishedBy is null
            ? ValidateOptionsResult.Fail(
                "Ledger__PublishedBy: the broker's user that publishes a service's pages is needed, such as workflow-{source}.")
            : ValidateOptionsResult.Success;
}
