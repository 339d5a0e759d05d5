namespace NoticeIssuance.Understanding;

/// <summary>A run of time words in the text, and what became of it: nothing time-like is passed over in silence.</summary>
/// <param name="Span">In the received text.</param>
/// <param name="As"><c>limit</c>, <c>none</c> or <c>question</c>.</param>
/// <param name="Kind">Of <c>none</c>: one of <see cref="NoLimitKinds"/>; null otherwise.</param>
internal sealed record TimeRun(TextSpan Span, string Words, string As, string? Kind = null)
{
    public const string Limit = "limit";
    public const string None = "none";
    public const string Question = "question";
}

/// <summary>Why time words are no limit.</summary>
internal static class NoLimitKinds
{
    /// <summary>Title, number, date line, page lines, copies: the notice's own.</summary>
    public const string Heading = "heading";

    /// <summary>In the name or number of a document.</summary>
    public const string Reference = "reference";

    /// <summary>A quoted name, a house number, a numbered thing: “每周一查”, 永安路18号.</summary>
    public const string Name = "name";

    /// <summary>Telephone and office hours.</summary>
    public const string Contact = "contact";

    /// <summary>How long something lasts, or is kept: 不少于5天, 三年以上.</summary>
    public const string Duration = "duration";

    /// <summary>Before the notice itself.</summary>
    public const string Past = "past";

    /// <summary>A period that is named, and in which nothing is ordered: 2025年度, 3月份报表.</summary>
    public const string Period = "period";

    /// <summary>From when on: 4月1日起, 6月16日以后.</summary>
    public const string Start = "start";

    /// <summary>While something is in force or so: 有效期至, 放假, 施行.</summary>
    public const string InForce = "in-force";

    /// <summary>Up to when is counted, or how things stand on a day: 截至, 以…为时点.</summary>
    public const string State = "state";

    /// <summary>Whom or what it describes: 9月1日前到岗的.</summary>
    public const string Condition = "condition";

    /// <summary>Something takes place: 举行, 召开, 公布; the publisher's own plan.</summary>
    public const string Event = "event";

    /// <summary>A limit it was before it was moved, or one that is within another: 原定5月1日, 3日内（最迟5月1日）.</summary>
    public const string Beside = "beside-limit";

    /// <summary>In an annex that orders nothing.</summary>
    public const string Annex = "annex";
}
