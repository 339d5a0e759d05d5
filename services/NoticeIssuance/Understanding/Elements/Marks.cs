namespace NoticeIssuance.Understanding;

/// <summary>Where the elements stand in the received text.</summary>
internal static class Marks
{
    public static IReadOnlyList<Mark> Of(NormalText text, Elements elements)
    {
        var marks = new List<Mark>();
        if (elements.Heading.Title is { } title)
            marks.Add(new("title", text.Span(title.Start, title.End)));
        if (elements.Heading.Number is { } number)
            marks.Add(new("documentNumber", text.Span(number.Start, number.End)));
        marks.AddRange(elements.Heading.Addressees.Select(phrase => new Mark("addressee", text.Span(phrase.Start, phrase.End))));
        marks.AddRange(elements.Cited.Select(cited => new Mark("reference", text.Span(cited.Start, cited.End))));
        marks.AddRange(elements.Attachments.Select(attachment => new Mark("attachment", text.Span(attachment.Start, attachment.End))));
        marks.AddRange(elements.Copies.Select(copy => new Mark("copies", text.Span(copy.Line.Start, copy.Line.End))));
        marks.AddRange(elements.Closing.Signature.Select(line => new Mark("signature", text.Span(line.Start, line.End))));
        if (elements.Closing.DateLine is { } date)
            marks.Add(new("issuedOn", text.Span(date.Start, date.End)));
        return [.. marks.OrderBy(mark => mark.Span.Start)];
    }
}
