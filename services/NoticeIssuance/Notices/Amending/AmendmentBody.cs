namespace NoticeIssuance.Notices;

/// <summary>What an amendment makes another of an issued notice; what is absent or empty stays as it is.</summary>
/// <param name="Reason">Why; units are told it.</param>
/// <param name="Drop">Numbers of requirements that are owed no more.</param>
/// <param name="Change">Requirements that are due at another instant or worded otherwise.</param>
/// <param name="Add">New requirements, owed by the addressees of the notice as it is then.</param>
/// <param name="AddUnits">
/// Codes of units that it is addressed to from now on: they, or those below them of the level that owes it, owe each requirement.
/// </param>
/// <param name="RemoveUnits">Codes of units that, with those below them, owe nothing of it any more.</param>
internal sealed record AmendmentBody(
    string Reason,
    IReadOnlyList<int>? Drop = null,
    IReadOnlyList<ChangedRequirement>? Change = null,
    IReadOnlyList<StructuredRequirement>? Add = null,
    IReadOnlyList<string>? AddUnits = null,
    IReadOnlyList<string>? RemoveUnits = null)
{
    /// <summary>More at once is a new notice.</summary>
    public const int MostItems = 500;

    internal bool IsEmpty => Drop is null or [] && Change is null or [] && Add is null or [] && AddUnits is null or []
        && RemoveUnits is null or [];
}

/// <summary>What becomes another of a requirement.</summary>
/// <param name="Number">Of a requirement in force.</param>
/// <param name="DueAt">A day (until its end in the notice's zone) or an instant with offset, after now; of what is dated.</param>
/// <param name="Text">Its whole wording from now on; what it asks for is read from it again.</param>
internal sealed record ChangedRequirement(int Number, string? DueAt = null, string? Text = null);
