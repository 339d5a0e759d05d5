namespace NoticeIssuance.Understanding;

/// <summary>Requirements that came as fields: what they state stands, what they leave out is read from their own text.</summary>
internal static class GivenRequirements
{
    public static IReadOnlyList<ReadRequirement> Read(IReadOnlyList<GivenRequirement> stated, string text, TimeContext context) =>
        [.. stated.Select((one, i) => Read(one, i + 1, text, context))];

    private static ReadRequirement Read(GivenRequirement stated, int number, string text, TimeContext context)
    {
        var at = text.IndexOf(stated.Text, StringComparison.Ordinal);
        TextSpan? span = at < 0 ? null : new(at, stated.Text.Length);
        var own = Normaliser.Normalise(stated.Text, html: false);
        var draft = new Draft(null, 0);
        foreach (var sentence in new Sentences(own, TimePoints.In(own.Text), context).In(0, own.Length))
            draft.Add(sentence, Actors.At(sentence.Of(own), 0, sentence.End - sentence.Start));
        if (draft.Sentences.Count == 0)
            draft.Add(new(0, own.Length, [], 0), null);
        var read = new RequirementReader(own, null, []).Read([(draft, context)])[0];
        var requirement = read.Requirement with
        {
            Number = number,
            Text = stated.Text,
            Span = span,
            Kind = stated.Kind ?? read.Requirement.Kind,
            Owes = stated.Owes ?? read.Requirement.Owes,
            Lead = stated.Lead ?? read.Requirement.Lead,
            Joint = stated.Joint ?? read.Requirement.Joint,
            ReportTo = stated.ReportTo ?? read.Requirement.ReportTo,
            Recurrence = stated.Recurrence ?? read.Requirement.Recurrence,
            Deadline = DeadlineOf(stated, read.Requirement, at),
        };
        var disposition = stated switch
        {
            { Disposition: { } said } => said,
            { Recurrence: not null } => Disposition.Recurring,
            { DueAt: not null } => Disposition.Dated,
            _ => read.Requirement.Disposition,
        };
        return stated.DueAt is null
            ? read with { Requirement = requirement with { Disposition = disposition } }
            : new(requirement with { Disposition = disposition }, null, null);
    }

    // A stated instant needs no reading, nor does the first day of a stated recurrence; words of the text keep their place in it.
    private static Deadline? DeadlineOf(GivenRequirement stated, Requirement requirement, int at)
    {
        var read = requirement.Deadline;
        if (stated.DueAt is { } due)
            return new(due, read?.Words ?? "", Placed(read?.Span, at), "given", null, null, [], null);
        return read is null || stated.Recurrence is { } said && said != requirement.Recurrence
            ? null : read with { Span = Placed(read.Span, at) };
    }

    private static TextSpan Placed(TextSpan? span, int at) => span is null || at < 0 ? new(0, 0) : span with { Start = span.Start + at };
}
