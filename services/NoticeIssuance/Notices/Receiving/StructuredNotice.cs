using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>A notice as JSON: its text, and what the sender knows of it; what is given wins over what is read, the rest is read.</summary>
/// <param name="Requirements">The whole list; absent: they are read from the text.</param>
internal sealed record StructuredNotice(
    string Text,
    string? Title = null,
    string? Issuer = null,
    string? DocumentNumber = null,
    DateOnly? IssuedOn = null,
    IReadOnlyList<string>? Addressees = null,
    IReadOnlyList<StructuredRequirement>? Requirements = null)
{
    private const int LongestField = 1000;

    /// <summary>What could not be kept, or is no element of a notice.</summary>
    public void Check()
    {
        foreach (var (field, value) in Fields())
        {
            if (value.Length > LongestField && !field.EndsWith("text", StringComparison.Ordinal))
                throw new RefusedRequestException(422, "field-too-long", $"{field} has at most {LongestField} characters.",
                    [new(field, $"At most {LongestField} characters.")]);
        }
        FieldError[] errors =
        [
            .. IssuedOn is { } day && !OfficialYears.Hold(day)
                ? [new FieldError("$.issuedOn", $"'{day:yyyy-MM-dd}' is not {DueTime.AllowedDay}.")] : Array.Empty<FieldError>(),
            .. (Addressees ?? []).Index().Where(phrase => string.IsNullOrWhiteSpace(phrase.Item))
                .Select(phrase =>
                new FieldError($"$.addressees[{phrase.Index}]", "An addressee has a name; allowed: a phrase such as 各区县教育局.")),
            .. (Requirements ?? []).Index().SelectMany(requirement => requirement.Item.Errors($"$.requirements[{requirement.Index}]")),
        ];
        if (errors.Length > 0)
            throw new RefusedRequestException(422, "fields-unusable",
                string.Join(' ', errors.Select(error => $"{error.Field}: {error.Message}")), errors);
    }

    public GivenFields Given() =>
        new(Issuer, DocumentNumber, IssuedOn, Addressees, Requirements is null ? null
        : [.. Requirements.Select(requirement => requirement.Given())], Title);

    private IEnumerable<(string Field, string Value)> Fields()
    {
        IEnumerable<(string, string?)> fields =
            [("$.text", Text), ("$.title", Title), ("$.issuer", Issuer), ("$.documentNumber", DocumentNumber),
            .. (Addressees ?? []).Select((phrase, index) => ($"$.addressees[{index}]", (string?)phrase)),
            .. (Requirements ?? []).SelectMany((requirement, index) => requirement.Fields($"$.requirements[{index}]"))];
        return fields.Where(field => field.Item2 is not null)!;
    }
}

/// <summary>A requirement as the sender states it; what it leaves out is read from its own text.</summary>
/// <param name="Kind">study, essay, discussion, meeting, activity, register, return, report, inspection, publicity or other.</param>
/// <param name="DueAt">A day (until its end in the notice's zone) or an instant with offset.</param>
/// <param name="Recurrence">Makes it recurring.</param>
internal sealed record StructuredRequirement(
    string Text,
    [property: OneOf(typeof(Duties))] string? Kind = null,
    Disposition? Disposition = null,
    OwedBy? Owes = null,
    string? DueAt = null,
    string? Lead = null,
    IReadOnlyList<string>? Joint = null,
    string? ReportTo = null,
    Recurrence? Recurrence = null)
{
    public GivenRequirement Given() =>
        new(Text, Kind, Disposition, Owes, DueAt is null ? null : DueTime.Read(DueAt), Lead, Joint, ReportTo, Recurrence);

    public IEnumerable<(string Field, string? Value)> Fields(string path) =>
        [($"{path}.text", Text), ($"{path}.kind", Kind), ($"{path}.dueAt", DueAt), ($"{path}.lead", Lead), ($"{path}.reportTo", ReportTo),
            ($"{path}.owes.kind", Owes?.Kind), ($"{path}.owes.role", Owes?.Role),
            .. (Joint ?? []).Select((unit, index) => ($"{path}.joint[{index}]", (string?)unit))];

    public IEnumerable<FieldError> Errors(string path)
    {
        if (string.IsNullOrWhiteSpace(Text))
            yield return new($"{path}.text", "A requirement says what is to be done; its text is needed.");
        if (Kind is not null && !Duties.All.Contains(Kind))
            yield return new($"{path}.kind", $"'{Kind}' is no kind; allowed: {string.Join(", ", Duties.All)}.");
        if (DueAt is not null && DueTime.Read(DueAt) is null)
            yield return new($"{path}.dueAt", $"'{DueAt}' is not {DueTime.Allowed}.");
        if (DueAt is not null && Disposition is not (null or Workflow.History.Disposition.Dated or Workflow.History.Disposition.Recurring))
            yield return new($"{path}.dueAt",
                $"A requirement that is {Disposition.Value.Name()} has no due instant; allowed with dueAt: dated, recurring.");
        if (Recurrence is not null && Disposition is not (null or Workflow.History.Disposition.Recurring))
            yield return new($"{path}.recurrence",
                $"A requirement that is {Disposition.Value.Name()} does not recur; allowed with recurrence: recurring.");
        if (Recurrence is { } recurrence
            && (recurrence.Month is < 1 or > 12 || recurrence.Day is < -1 or 0 or > 31 || recurrence.Times is < 1 or > 366
                || recurrence.WorkingDay is < -23 or 0 or > 23 || recurrence.Interval is < 1 or > 12))
            yield return new($"{path}.recurrence",
                "Allowed: month 1 to 12, day 1 to 31 or -1 for the last, times 1 to 366, "
                    + "workingDay 1 to 23, or -1 for the last to -23, interval 1 to 12.");
        foreach (var (field, day) in new[] { ("from", Recurrence?.From), ("until", Recurrence?.Until) })
            if (day is { } named && !OfficialYears.Hold(named))
                yield return new($"{path}.recurrence.{field}", $"{named:yyyy-MM-dd} is out of reach; allowed: {OfficialYears.Allowed}.");
        if (Recurrence is { From: { } first, Until: { } last } && last < first)
            yield return new($"{path}.recurrence.until", $"{last:yyyy-MM-dd} is before it begins; allowed: {first:yyyy-MM-dd} or later.");
    }
}
