using System.ComponentModel.DataAnnotations;
using ValidationResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace DeadlineReminders.Messages;

/// <summary>What messages to branches point to. Section <c>Links</c>.</summary>
internal sealed class BranchLinks : IValidatableObject
{
    private const string Id = "{id}";

    /// <summary>
    /// The address at which a person reads an assignment, http or https, with <c>{id}</c> in the place of its id. Required in Production;
    /// elsewhere it is TaskAssignment's local one.
    /// </summary>
    public string? Assignment { get; set; }

    /// <summary>The address of one assignment.</summary>
    public Uri To(Guid assignment) =>
        new((Assignment ?? $"http://127.0.0.1:7102/v1/assignments/{Id}").Replace(Id, assignment.ToString(), StringComparison.Ordinal));

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Assignment is not null && (!Assignment.Contains(Id, StringComparison.Ordinal)
            || !Uri.TryCreate(Assignment.Replace(Id, "0", StringComparison.Ordinal), UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")))
            yield return new($"it is '{Assignment}'; an http or https address with {Id} in it is allowed", [nameof(Assignment)]);
    }
}

/// <summary>Nobody's messages point to a developer's machine.</summary>
internal sealed class RequiredInProduction(IHostEnvironment environment) : IValidateOptions<BranchLinks>
{
    public ValidateOptionsResult Validate(string? name, BranchLinks options) =>
        environment.IsProduction() && options.Assignment is null
            ? ValidateOptionsResult.Fail(
                "Links__Assignment: the address at which a branch reads an assignment is needed, such as "
                + "https://example.org/assignments/{id}.")
            : ValidateOptionsResult.Success;
}
