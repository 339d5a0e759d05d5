namespace Intake.Evaluation;

/// <summary>Scores readings against labels; every miss is printed with where it stands.</summary>
internal sealed class Measures(TextWriter misses)
{
    public Tally DateGivenSpan { get; } = new();

    public Retrieval DueDates { get; } = new();

    public Retrieval Requirements { get; } = new();

    public SortedDictionary<string, Tally> Headers { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// One-off due dates that the label has not: somebody would be chased for what nobody ordered. A recurring duty read as one date is
    /// one of them.
    /// </summary>
    public int Invented { get; private set; }

    public void Notice(Label label, string text, NoticeContent? content)
    {
        Field(label.Id, "isNotice", label.IsNotice.ToString(), (content is not null).ToString());
        if (label.IsNotice)
        {
            Field(label.Id, "title", label.Title, content?.Title);
            Field(label.Id, "documentNumber", label.DocumentNumber, content?.DocumentNumber);
            Field(label.Id, "issuer", label.Issuer, content?.Issuer);
            Field(label.Id, "issuedOn", label.IssuedOn, content?.IssuedOn?.ToString("yyyy-MM-dd", null));
            Field(label.Id, "addressees", string.Join('|', label.Addressees),
                content is null ? null : string.Join('|', content.Addressees.Select(addressee => addressee.Phrase)));
            Field(label.Id, "attachments", string.Join('|', label.Attachments),
                content is null ? null : string.Join('|', content.Attachments));
            Field(label.Id, "references", string.Join('|', label.References),
                content is null ? null : string.Join('|', content.References.Select(reference => reference.DocumentNumber)));
        }
        Dates(label, text, content);
        if (label.LabelScope == "full")
            Wanted(label, text, content);
    }

    public void Header(PublishedHeader header, NoticeContent? content)
    {
        Field(header.Id, "title", header.Title, content?.Title);
        Field(header.Id, "documentNumber", header.DocumentNumber, content?.DocumentNumber);
        Field(header.Id, "issuer", header.Issuer, content?.Issuer);
        Field(header.Id, "issuedOn", header.IssuedOn, content?.IssuedOn?.ToString("yyyy-MM-dd", null));
    }

    private void Field(string id, string field, string? wanted, string? found)
    {
        if (!Headers.TryGetValue(field, out var tally))
            Headers[field] = tally = new();
        if (!tally.Count(Plain(wanted) == Plain(found)))
            misses.WriteLine($"{id} header {field}: wanted “{wanted}”, read “{found}”");
    }

    private void Dates(Label label, string text, NoticeContent? content)
    {
        var wanted = label.Requirements.Where(requirement => requirement.Due is not null).Select(requirement => requirement.Due!.Value)
            .ToHashSet();
        var found = content is null ? [] : content.Requirements.Select(requirement => requirement.Deadline?.DueAt).OfType<DateTimeOffset>()
            .ToHashSet();
        DueDates.Wanted += wanted.Count;
        DueDates.WantedFound += wanted.Count(found.Contains);
        DueDates.Found += found.Count;
        DueDates.FoundRight += found.Count(wanted.Contains);
        Invented += (content is null ? [] : CaseRequirements.OneOff(content)).Select(requirement => requirement.Deadline!.DueAt!.Value)
            .Distinct()
            .Count(due => !Allowed(label).Contains(due));
        foreach (var requirement in (content?.Requirements ?? [])
            .Where(requirement => requirement.Deadline?.DueAt is { } due && !wanted.Contains(due)))
            misses.WriteLine(
                $"{label.Id} due date nobody set: {requirement.Deadline!.DueAt:yyyy-MM-dd HH:mm} from “{requirement.Deadline.Words}” at "
                    + $"{requirement.Deadline.Span}");
        foreach (var due in wanted.Where(due => !found.Contains(due)))
            misses.WriteLine($"{label.Id} due date not found: {due:yyyy-MM-dd HH:mm}");
        foreach (var requirement in label.Requirements.Where(requirement => requirement.DeadlineText is not null))
            Given(label, requirement, text, content);
    }

    // The label's other reading, and the first occurrence of what recurs, are nobody's invention.
    private static IEnumerable<DateTimeOffset> Allowed(Label label) =>
        label.Requirements.SelectMany(requirement => requirement.Recurrence is null
            ? new[] { requirement.Due, requirement.DueAlt }
            : []).OfType<DateTimeOffset>();

    /// <summary>The label's words of a limit against the deadline read at that place: same instant, or both without one.</summary>
    private void Given(Label label, LabelledRequirement requirement, string text, NoticeContent? content)
    {
        var span = Spans.Nearest(text, requirement.DeadlineText!, requirement.Text);
        var read = content?.Requirements.Where(one => one.Deadline is { } deadline && span is not null
            && Spans.Overlap(deadline.Span, span) > 0).Select(one => one.Deadline!).FirstOrDefault();
        var eventBound = requirement.DeadlineKind == "eventRelative" && read is null;
        if (!DateGivenSpan.Count(eventBound || read is not null && read.DueAt == requirement.Due))
            misses.WriteLine(
                $"{label.Id} date given “{requirement.DeadlineText}” at {span}: wanted {requirement.Due:yyyy-MM-dd HH:mm}, read "
                    + $"{read?.DueAt:yyyy-MM-dd HH:mm} by {read?.Rule ?? "nothing"}");
    }

    /// <summary>Found: the spans overlap by at least half of the shorter one.</summary>
    private void Wanted(Label label, string text, NoticeContent? content)
    {
        var wanted = label.Requirements.Select(requirement => Spans.Nearest(text, requirement.Text, requirement.Text)).ToList();
        var found = (content?.Requirements ?? []).Select(requirement => requirement.Span!).ToList();
        Requirements.Wanted += wanted.Count;
        Requirements.Found += found.Count;
        foreach (var (span, requirement) in wanted.Zip(label.Requirements))
        {
            var hit = span is not null && found.Any(one => Spans.Same(one, span));
            Requirements.WantedFound += hit ? 1 : 0;
            if (!hit)
                misses.WriteLine($"{label.Id} requirement not found at {span}: {requirement.Text}");
        }
        foreach (var requirement in content?.Requirements ?? [])
        {
            var right = wanted.Any(span => span is not null && Spans.Same(requirement.Span!, span));
            Requirements.FoundRight += right ? 1 : 0;
            if (!right)
                misses.WriteLine($"{label.Id} requirement nobody labelled at {requirement.Span}: {requirement.Quote}");
        }
    }

    /// <summary>Layout is not content: blanks, the width of signs and how joint names are joined make no difference.</summary>
    public static string Plain(string? field) =>
        string.Concat((field ?? "").Normalize(System.Text.NormalizationForm.FormKC).Where(sign => !char.IsWhiteSpace(sign) && sign != '、'));
}

internal static class Spans
{
    public static int Overlap(TextSpan a, TextSpan b) =>
        Math.Max(0, Math.Min(a.Start + a.Length, b.Start + b.Length) - Math.Max(a.Start, b.Start));

    public static bool Same(TextSpan a, TextSpan b) => 2 * Overlap(a, b) >= Math.Min(a.Length, b.Length);

    /// <summary>Where <paramref name="words"/> stand: the occurrence nearest to <paramref name="beside"/>.</summary>
    public static TextSpan? Nearest(string text, string words, string beside)
    {
        var centre = Math.Max(0, text.IndexOf(beside, StringComparison.Ordinal));
        TextSpan? best = null;
        for (var at = text.IndexOf(words, StringComparison.Ordinal); at >= 0; at = text.IndexOf(words, at + 1, StringComparison.Ordinal))
            if (best is null || Math.Abs(at - centre) < Math.Abs(best.Start - centre))
                best = new(at, words.Length);
        return best;
    }
}
