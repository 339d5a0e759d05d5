using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using NoticeIssuance.Understanding;
using Workflow.EventSourcing;
using Workflow.History;
using Workflow.ServiceDefaults;

namespace NoticeIssuance.Notices;

/// <summary>
/// The officer settles questions and corrects requirements, as often as needed until the notice is issued. What is so already changes
/// nothing.
/// </summary>
/// <param name="AcceptProposals">Takes the first proposal of each question that is then still open.</param>
internal sealed record AnswerQuestions(
    bool AcceptProposals = false, IReadOnlyList<GivenAnswer>? Answers = null, IReadOnlyList<GivenCorrection>? Requirements = null)
{
    /// <summary>What it comes to, or what is wrong with it; an error names its place.</summary>
    public static (Ruling? Ruling, IReadOnlyList<FieldError> Errors) Decide(NoticeFile file, AnswerQuestions command,
        DirectoryView directory)
    {
        switch (file.State)
        {
            case Notice.Issued:
                return (new(new Refused("notice-issued", "The notice is issued; what it asks for is changed by an amendment.")), []);
            case Notice.Rejected:
                return (new(new Refused("notice-rejected", "The notice was sent back.")), []);
        }
        var (events, units, errors) = (new List<NoticeEvent>(), new List<KeptContent>(), new List<FieldError>());
        foreach (var (index, answer) in (command.Answers ?? []).Index())
        {
            if (file.Facts.Questions.GetValueOrDefault(answer.Question) is { } question)
                Settle(question, answer.Values(question), $"$.answers[{index}]", answer.Teach is true);
            else
                errors.Add(new($"$.answers[{index}].question",
                    $"There is no question '{answer.Question}'; open are: {string.Join(", ", file.Facts.OpenQuestions().Select(q => q.Question))}."));
        }
        foreach (var (index, given) in (command.Requirements ?? []).Index())
        {
            if (given.Read(file, directory, $"$.requirements[{index}]", errors) is { } correction)
                events.Add(correction);
        }
        var answered = events.OfType<NoticeEvent.QuestionAnswered>().Select(answer => answer.Question).ToHashSet(StringComparer.Ordinal);
        foreach (var question in file.Facts.OpenQuestions()
            .Where(question => command.AcceptProposals && question.Proposals.Count > 0 && !answered.Contains(question.Question)))
            Settle(question, Answering.ValuesOf(question, question.Proposals[0].Value), "$.acceptProposals", teach: false);
        return errors.Count > 0 ? (null, errors) : (new(new Decided(New(file.Facts, events)), units), []);

        void Settle(NoticeEvent.QuestionRaised question, IReadOnlyList<string> values, string path, bool teach)
        {
            switch (Answering.Settle(question, values, file.Dossier!.Content, directory))
            {
                case Settlement.Unfit unfit:
                    errors.Add(new(path.StartsWith("$.answers", StringComparison.Ordinal) ? $"{path}.value" : path,
                        $"{question.Question}: {unfit.Why}."));
                    break;
                case Settlement.Settled settled:
                    events.Add(new NoticeEvent.QuestionAnswered(question.Question, settled.Value));
                    if (question.Kind == QuestionKinds.EmbeddedNotice && settled.Value == Answering.Exclude)
                        events.AddRange(Excluded(file, question));
                    if (settled.Effect is not null)
                        events.Add(settled.Effect);
                    if (settled.Units is not null)
                        units.Add(settled.Units.Kept);
                    if (teach && Answering.Teach(file, question, settled, directory) is var (taught, why))
                    {
                        if (taught is not null)
                            events.Add(taught);
                        else
                            errors.Add(new($"{path}.teach", $"{question.Question}: {why}."));
                    }
                    break;
            }
        }
    }

    /// <summary>What was asked about requirements that are not passed on needs no answer.</summary>
    private static IEnumerable<NoticeEvent> Excluded(NoticeFile file, NoticeEvent.QuestionRaised embedded)
    {
        var numbers = file.Dossier!.Content.Requirements.Where(requirement => file.EmbeddedIn(requirement).Contains(embedded))
            .Select(requirement => (int?)requirement.Number).ToHashSet();
        return file.Facts.OpenQuestions()
            .Where(question => QuestionSubject.RequirementOf(question.About) is { } number && numbers.Contains(number))
            .Select(question => new NoticeEvent.QuestionAnswered(question.Question, Answering.ByExclusion));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/notices/{id:guid}/answers", HandleAsync).RequireAccess((Roles.Officer, Reach.Own))
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422)
            .WithSummary("Settle questions and correct requirements");

    /// <summary>Leaves out what the facts already say.</summary>
    private static List<NoticeEvent> New(NoticeFacts facts, IEnumerable<NoticeEvent> events)
    {
        var fresh = new List<NoticeEvent>();
        Notice state = new Notice.Received(facts);
        foreach (var @event in events)
        {
            var (now, next) = (NoticeStream.FactsOf(state), Notice.Evolve(state, @event));
            var same = @event switch
            {
                NoticeEvent.QuestionAnswered answer => now.Answers.GetValueOrDefault(answer.Question) == answer.Value,
                NoticeEvent.AddresseesResolved units => now.Addressees.GetValueOrDefault(units.Addressee)?.UnitsSha256 == units.UnitsSha256,
                NoticeEvent.AliasTaught taught => now.Taught.GetValueOrDefault(taught.Addressee) == taught,
                NoticeEvent.RequirementCorrected correction => Corrections.AddNothing(now, correction),
                _ => false,
            };
            if (same)
                continue;
            fresh.Add(@event);
            state = next;
        }
        return fresh;
    }

    private static async Task<Results<Ok<NoticeView>, ProblemHttpResult>> HandleAsync(
        Guid id, AnswerQuestions command, IfMatch ifMatch, Permission permission, NoticeStream notices, NoticeAccess scope,
            UnitDirectory units, NoticeViews views, HttpResponse response, CancellationToken ct)
    {
        var (actor, problem) = await scope.ActorAsync(id, permission, ct);
        if (actor is null)
            return problem!;
        var directory = await units.NowAsync(ct);
        IReadOnlyList<FieldError> errors = [];
        var (outcome, file) = await notices.ExecuteAsync(id, actor, Ruled, ifMatch.Version, ct);
        return outcome switch
        {
            _ when errors.Count > 0 =>
                Problems.Unusable("answers-unusable", string.Join(' ', errors.Select(error => error.Message)), errors),
            Outcome<Notice>.Done => TypedResults.Ok(await views.ShowAsync(file, permission, response, ct)),
            Outcome<Notice>.Rejected rejected => rejected.Refusal.ToProblem(),
            Outcome<Notice>.Stale stale => Problems.Stale(stale.ActualVersion),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        Ruling Ruled(NoticeFile notice, DateTimeOffset now)
        {
            (var ruling, errors) = Decide(notice, command, directory);
            return ruling ?? new(new Decided([]));
        }
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
        JsonValueKind.String => Answering.ValuesOf(question, Value.GetString()!),
        JsonValueKind.Array when Value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String) =>
            [.. Value.EnumerateArray().Select(item => item.GetString()!)],
        _ => [],
    };
}
