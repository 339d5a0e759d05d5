namespace NoticeIssuance.Notices;

/// <summary>
/// The officer settles questions and corrects requirements, as often as needed until the notice is issued. What is so already changes
/// nothing.
/// </summary>
/// <param name="AcceptProposals">
/// Takes the first proposal of each question that is then still open; never against what a person has said, nor whether a notice that was
/// received before is another.
/// </param>
internal sealed record AnswerQuestions(
    bool AcceptProposals = false, IReadOnlyList<GivenAnswer>? Answers = null, IReadOnlyList<GivenCorrection>? Requirements = null)
{
    public static Ruling Decide(NoticeFile file, AnswerQuestions command, DirectoryView directory)
    {
        if (NoticeActs.Over(file.State) is { } over)
            return over;
        var sheet = new AnswerSheet(file, directory);
        foreach (var (index, answer) in (command.Answers ?? []).Index())
            sheet.Answer(answer, $"$.answers[{index}]");
        foreach (var (index, given) in (command.Requirements ?? []).Index())
            sheet.Correct(given, $"$.requirements[{index}]");
        if (command.AcceptProposals)
            sheet.TakeProposals("$.acceptProposals");
        return sheet.Ruling();
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/notices/{id:guid}/answers", HandleAsync).RequireAccess(NoticeActs.Answer)
            .Shows("application/json",
                """
                {"acceptProposals":true,"answers":[{"question":"0198c5d2-7a10-7c3e-9b1f-2f6d1c0a4e55","value":["C-1","C-2"],"teach":true}],
                "requirements":[{"number":1,"dueAt":"2016-04-30"}]}
                """)
            .Refuses(409).AnswersWith("ETag")
            .WithSummary("Settle questions and correct requirements");

    private static async Task<Results<Ok<NoticeView>, ProblemHttpResult>> HandleAsync(
        Guid id, AnswerQuestions command, IfMatch ifMatch, Permission permission, NoticeDesk desk, UnitDirectory units, NoticeViews views,
        HttpResponse response, CancellationToken ct)
    {
        var directory = units.Now;
        var acted = await desk.ActAsync(id, permission, ifMatch, (notice, transaction) =>
            Task.FromResult(Decide(notice, command, directory).ThenReviewed(notice, directory, transaction.Now)), ct);
        return await views.AnswerAsync(acted, permission, response, ct);
    }
}

/// <summary>An answer: a text (a proposal's value as it stands), or an array of unit codes.</summary>
/// <param name="Teach">
/// The phrase that was asked about means these units from now on, for later notices too: the directory takes it up as their alias.
/// </param>
internal sealed record GivenAnswer(string Question, JsonElement Value, bool? Teach = null)
{
    /// <summary>The text or the codes; empty for anything else.</summary>
    public IReadOnlyList<string> Values(NoticeEvent.QuestionRaised question) => Value.ValueKind switch
    {
        JsonValueKind.String => Settling.ValuesOf(question, Value.GetString()!),
        JsonValueKind.Array when Value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String) =>
            [.. Value.EnumerateArray().Select(item => item.GetString()!)],
        _ => [],
    };
}
