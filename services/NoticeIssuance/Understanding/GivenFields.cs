namespace NoticeIssuance.Understanding;

/// <summary>What an upstream system says about its notice beside the text. What is given wins over what is read.</summary>
/// <param name="Addressees">Phrases as the notice would write them; null: read them.</param>
/// <param name="Requirements">The whole list; null: read them.</param>
internal sealed record GivenFields(
    string? Issuer = null,
    string? DocumentNumber = null,
    DateOnly? IssuedOn = null,
    IReadOnlyList<string>? Addressees = null,
    IReadOnlyList<GivenRequirement>? Requirements = null,
    string? Title = null);

/// <summary>A requirement as an upstream system states it; what it leaves out is proposed from its text.</summary>
internal sealed record GivenRequirement(
    string Text,
    string? Kind = null,
    Disposition? Disposition = null,
    OwedBy? Owes = null,
    DateTimeOffset? DueAt = null,
    string? Lead = null,
    IReadOnlyList<string>? Joint = null,
    string? ReportTo = null,
    Recurrence? Recurrence = null);
