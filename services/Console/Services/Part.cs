using System.ComponentModel.DataAnnotations;
using ValidationResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace WorkflowConsole.Services;

/// <summary>The services whose answers the pages show.</summary>
public enum Part
{
#pragma warning disable CS1591 // The names say all.
    Notices, Assignments, Reminders, Audit, Directory,
#pragma warning restore CS1591
}

/// <summary>Where they are. Section <c>Services</c>.</summary>
public sealed class ServiceAddresses : IValidatableObject
{
    /// <summary>NoticeIssuance.</summary>
    public Uri? Notices { get; set; }

    /// <summary>TaskAssignment.</summary>
    public Uri? Assignments { get; set; }

    /// <summary>DeadlineReminders.</summary>
    public Uri? Reminders { get; set; }

    /// <summary>AuditReplay.</summary>
    public Uri? Audit { get; set; }

    /// <summary>OrganisationDirectory.</summary>
    public Uri? Directory { get; set; }

    /// <summary>The address of one.</summary>
    public Uri Of(Part part) => part switch
    {
        Part.Notices => Notices!,
        Part.Assignments => Assignments!,
        Part.Reminders => Reminders!,
        Part.Audit => Audit!,
        Part.Directory => Directory!,
        _ => throw new UnreachableException(),
    };

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from one in new[] { (Notices, nameof(Notices)), (Assignments, nameof(Assignments)), (Reminders, nameof(Reminders)),
            (Audit, nameof(Audit)), (Directory, nameof(Directory)) }
        where one.Item1 is not { IsAbsoluteUri: true, Scheme: "http" or "https" }
        select new ValidationResult("the service's address is needed, such as http://127.0.0.1:7101", [one.Item2]);
}
