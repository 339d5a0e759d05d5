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

    /// <summary>
    /// The same of a notice, for units that have a copy of it. Required in Production; elsewhere it is NoticeIssuance's local one.
    /// </summary>
    public string? Notice { get; set; }

    /// <summary>The address of one assignment.</summary>
    public Uri To(Guid assignment) => Address(Assignment ?? $"http://127.0.0.1:7102/v1/assignments/{Id}", assignment);

    /// <summary>The address of one notice.</summary>
    public Uri ToNotice(Guid notice) => Address(Notice ?? $"http://127.0.0.1:7101/v1/notices/{Id}", notice);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        new[] { (Name: nameof(Assignment), Value: Assignment), (Name: nameof(Notice), Value: Notice) }
            .Where(link => link.Value is not null && (!link.Value.Contains(Id, StringComparison.Ordinal)
                || !Uri.TryCreate(link.Value.Replace(Id, "0", StringComparison.Ordinal), UriKind.Absolute, out var address)
                || address.Scheme is not ("http" or "https")))
            .Select(link => new ValidationResult(
                $"it is '{link.Value}'; an http or https address with {Id} in it is allowed", [link.Name]));

    private static Uri Address(string pattern, Guid id) => new(pattern.Replace(Id, id.ToString(), StringComparison.Ordinal));
}

/// <summary>Nobody's messages point to a developer's machine.</summary>
internal sealed class RequiredInProduction(IHostEnvironment environment) : IValidateOptions<BranchLinks>
{
    public ValidateOptionsResult Validate(string? name, BranchLinks options)
    {
        List<string> missing = [.. new[] { (options.Assignment, "Assignment", "an assignment", "assignments"),
            (options.Notice, "Notice", "a notice", "notices") }.Where(link => link.Item1 is null).Select(link =>
                $"Links__{link.Item2}: the address at which a branch reads {link.Item3} is needed, such as "
                + $"https://example.org/{link.Item4}/{{id}}.")];
        return environment.IsProduction() && missing is not [] ? ValidateOptionsResult.Fail(missing) : ValidateOptionsResult.Success;
    }
}
