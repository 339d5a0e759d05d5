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

    public Draft Headed(Sentence heading)
    {
        Add(heading, actor: null);
        Heading = heading;
        return this;
    }

    /// <summary>Takes a sentence in; the first actor and the first limit count, and the first sentence that orders is the core.</summary>
    public Draft Add(Sentence sentence, ActorPhrase? actor, bool orders = true)
    {
        var first = _sentences.Count == 0 || orders && Limit is null && Core == Heading;
        _sentences.Add(sentence);
        Actor ??= actor;
        if (first || Limit is null && sentence.Limits.Count > 0)
            Core = sentence;
        Limit ??= sentence.Limits.FirstOrDefault(limit => limit.When is not When.Every { Bare: true }) ?? (sentence.Limits.Count > 0 ? sentence.Limits[0] : null);
        return this;
    }

    /// <summary>A limit that a heading above sets for all below it.</summary>
    public void Inherit(Limit limit) => Limit ??= limit;
}
