namespace NoticeIssuance.Understanding;

/// <summary>A requirement while it is being collected sentence by sentence, in the normal text.</summary>
internal sealed class Draft(Label? label, int start)
{
    private readonly List<Sentence> _sentences = [];

    public Label? Label { get; } = label;

    public int Start { get; } = start;

    public int End => _sentences[^1].End;

    /// <summary>The words of the item's heading, where it has one.</summary>
    public Sentence? Heading { get; private set; }

    public ActorPhrase? Actor { get; private set; }

    public Limit? Limit { get; private set; }

    /// <summary>The sentence its limit stands in, else the one that orders.</summary>
    public Sentence Core { get; private set; } = null!;

    public IReadOnlyList<Sentence> Sentences => _sentences;

    /// <summary>Only a heading so far: what comes next says what is ordered.</summary>
    public bool IsHeading => Heading is not null && _sentences.Count == 1;

    /// <summary>A day on a line of its own: the next line says what is due then.</summary>
    public bool IsBareLimit => _sentences is [var only] && Limit is { } limit && only.End - only.Start - (limit.End - limit.Start) <= 1;

    public Draft Headed(Sentence heading)
    {
        Add(heading, actor: null);
        Heading = heading;
        return this;
    }

    /// <summary>Begins with a sentence; a day alone heads what comes next.</summary>
    public Draft Begin(Sentence sentence, ActorPhrase? actor)
    {
        Add(sentence, actor);
        if (IsBareLimit)
            Heading = sentence;
        return this;
    }

    /// <summary>Takes a sentence in; the first actor and the first limit count, and the first sentence that orders is the core.</summary>
    public Draft Add(Sentence sentence, ActorPhrase? actor, bool orders = true)
    {
        var first = _sentences.Count == 0 || orders && (Limit is null || IsBareLimit) && Core == Heading;
        var refined = IsHeading && sentence.Limits.Any(limit =>
            limit.When is not When.Every && (Limit is null || !limit.IsConditional));
        _sentences.Add(sentence);
        Actor ??= actor;
        if (first || refined || Limit is null && sentence.Limits.Count > 0)
            Core = sentence;
        Limit = refined ? Foremost(sentence) : Limit ?? Foremost(sentence);
        return this;
    }

    /// <summary>
    /// The first limit; but a day named behind a span (会后一周内（10月8日前）) says more than the span, a day of a period more than how often.
    /// </summary>
    private static Limit? Foremost(Sentence sentence)
    {
        var limits = sentence.Limits;
        var first = limits.FirstOrDefault(limit => limit.When is not When.Every { Bare: true }) ?? (limits.Count > 0 ? limits[0] : null);
        return first is { When: When.Within or When.BeforeEvent }
            ? limits.FirstOrDefault(limit => limit.When is When.OnDay { Day: > 0 } && limit.Start > first.End) ?? first
            : first;
    }

    /// <summary>Who acts in the sentence that began at <paramref name="whole"/>: its later parts speak of the same.</summary>
    public ActorPhrase? ActorOf(int whole) => _sentences[^1].Whole == whole ? Actor : null;

    /// <summary>A limit that a heading above sets for all below it.</summary>
    public void Inherit(Limit limit) => Limit ??= limit;
}
