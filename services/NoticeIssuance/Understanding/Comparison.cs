namespace NoticeIssuance.Understanding;

/// <summary>What two readings of one text say of something; null or empty: nothing.</summary>
/// <param name="What">An element (<c>title</c>, <c>addressees</c> …) or a field of a requirement (<c>dueAt</c>, <c>actor</c> …).</param>
internal sealed record Difference(string What, string? Then, string? Now);

/// <summary>A stretch of the text that two readings make different requirements of.</summary>
/// <param name="Span">Of the requirement as read now, else as read then; null where it was given and stands nowhere in the text.</param>
/// <param name="Then">Its number then; null: it was not read.</param>
/// <param name="Now">Its number now; null: it is no longer read.</param>
internal sealed record RequirementDifference(TextSpan? Span, int? Then, int? Now, string Quote, IReadOnlyList<Difference> Differences);

/// <summary>Two readings of one text, compared element by element and span by span. Pure; nothing follows from it.</summary>
internal sealed record Comparison(IReadOnlyList<Difference> Elements, IReadOnlyList<RequirementDifference> Requirements)
{
    public static Comparison Of(NoticeContent then, NoticeContent now)
    {
        var differences = new List<RequirementDifference>();
        var left = then.Requirements.ToList();
        foreach (var requirement in now.Requirements)
        {
            var before = left.Find(earlier => IsSame(earlier, requirement));
            if (before is null)
                differences.Add(new(requirement.Span, null, requirement.Number, requirement.Quote, []));
            else if (Differing(Fields(before), Fields(requirement)) is { Count: > 0 } differing)
                differences.Add(new(requirement.Span, before.Number, requirement.Number, requirement.Quote, differing));
            if (before is not null)
                left.Remove(before);
        }
        differences.AddRange(left.Select(gone => new RequirementDifference(gone.Span, gone.Number, null, gone.Quote, [])));
        return new(Differing(Elements(then), Elements(now)), [.. differences.OrderBy(difference => difference.Span?.Start ?? -1)]);

        static IEnumerable<Difference> Elements(NoticeContent content) =>
        [
            One("title", content.Title), One("documentNumber", content.DocumentNumber), One("issuer", content.Issuer),
            One("issuedOn", content.IssuedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            One("urgency", content.Urgency), One("classification", content.Classification), One("signature", content.Signature),
            One("secrecyPeriod", content.Beside?.SecrecyPeriod),
            Many("parts", (content.Beside?.Parts ?? []).Select(part => $"{part.Kind} {part.Title}".TrimEnd())),
            Many("amends", (content.Beside?.Amends ?? [])
                .Select(one => $"{one.DocumentNumber}{one.Title}{one.Article}:{one.From}→{one.To}")),
            Many("addressees", content.Addressees.Select(addressee => addressee.Phrase)), Many("copies", content.Copies),
            Many("references", content.References.Select(reference => reference.DocumentNumber ?? reference.Title ?? "")),
            Many("attachments", content.Attachments),
        ];
    }

    /// <summary>
    /// The same words are meant: the spans overlap by at least half of the shorter; requirements that were given are the same by text.
    /// </summary>
    public static bool IsSame(Requirement one, Requirement other)
    {
        if (one.Span is not { } a || other.Span is not { } b)
            return one.Text == other.Text;
        var overlap = Math.Min(a.Start + a.Length, b.Start + b.Length) - Math.Max(a.Start, b.Start);
        return overlap > 0 && 2 * overlap >= Math.Min(a.Length, b.Length);
    }

    private static IEnumerable<Difference> Fields(Requirement requirement) =>
    [
        One("text", requirement.Text), One("kind", requirement.Kind), One("disposition", requirement.Disposition.ToString()),
        One("owes", $"{requirement.Owes.Level}/{requirement.Owes.Kind}/{requirement.Owes.Role}".Trim('/')),
        One("actor", requirement.Actor), One("lead", requirement.Lead), Many("joint", requirement.Joint),
        One("reportTo", requirement.ReportTo), Many("figures", requirement.Figures), Many("evidence", requirement.Evidence),
        Many("checklist", requirement.Checklist ?? []),
        One("after", requirement.After?.ToString(CultureInfo.InvariantCulture)), One("cites", requirement.Cites),
        One("recurrence", requirement.Recurrence?.ToString()), One("dueAt", Instant(requirement.Deadline?.DueAt)),
        One("words", requirement.Deadline?.Words), One("rule", requirement.Deadline?.Rule),
        Many("alternatives", requirement.Deadline?.Alternatives.Select(other => Instant(other.DueAt)!) ?? []),
    ];

    private static List<Difference> Differing(IEnumerable<Difference> then, IEnumerable<Difference> now) =>
        [.. then.Zip(now, (before, after) => before with { Now = after.Now }).Where(difference => difference.Then != difference.Now)];

    private static Difference One(string what, string? value) => new(what, value, value);

    private static Difference Many(string what, IEnumerable<string> values) => One(what, string.Join('|', values));

    private static string? Instant(DateTimeOffset? instant) =>
        instant?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
