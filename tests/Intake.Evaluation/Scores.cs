using System.Text.Json.Serialization;

namespace Intake.Evaluation;

internal sealed class Tally
{
    [JsonPropertyName("right")]
    public int Right { get; private set; }

    [JsonPropertyName("total")]
    public int Total { get; private set; }

    public bool Count(bool right)
    {
        Total++;
        Right += right ? 1 : 0;
        return right;
    }
}

/// <summary>Found, wanted and agreed, as precision, recall and their harmonic mean. What had nothing to find is perfect.</summary>
internal sealed class Retrieval
{
    public int Wanted { get; set; }

    public int WantedFound { get; set; }

    public int Found { get; set; }

    public int FoundRight { get; set; }

    public double Precision => Found == 0 ? 1 : (double)FoundRight / Found;

    public double Recall => Wanted == 0 ? 1 : (double)WantedFound / Wanted;

    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);
}

/// <summary>The last line printed.</summary>
internal sealed record Result(
    Tally DateGivenSpan, ResultOfDates DueDates, ResultOfHeaders Headers, int Invented, ResultOfRequirements Requirements,
    ResultOfCases Cases, double MsPerNotice)
{
    public static Result Of(Measures measures, List<(Case Case, List<string> Faults)> cases, double msPerNotice) => new(
        measures.DateGivenSpan,
        new(Round(measures.DueDates.Precision), Round(measures.DueDates.Recall), Round(measures.DueDates.F1)),
        new(measures.Headers.Values.Sum(field => field.Right), measures.Headers.Values.Sum(field => field.Total), measures.Headers),
        measures.Invented,
        new(Round(measures.Requirements.Precision), Round(measures.Requirements.Recall)),
        new(cases.Count(Reports.IsRight), cases.Count, cases.Count(Reports.Invents)),
        Round(msPerNotice));

    private static double Round(double value) => Math.Round(value, 4);
}

internal sealed record ResultOfDates(double Precision, double Recall, double F1);

internal sealed record ResultOfHeaders(int Right, int Total, IReadOnlyDictionary<string, Tally> ByField);

internal sealed record ResultOfRequirements(double Precision, double Recall);

internal sealed record ResultOfCases(int Right, int Total, int Invented);
