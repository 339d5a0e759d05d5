using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// The officer settles questions and corrects requirements, as often as needed until the notice is issued. What is so already changes
/// nothing.
/// </summary>
/// <param name="AcceptProposals">Takes the first proposal of each question that is then still open.</param>
internal sealed record AnswerQuestions(
    bool AcceptProposals = false, IReadOnlyList<GivenAnswer>? Answers = null, IReadOnlyList<GivenCorrection>? Requirements = null)
{
    public static Ruling Decide(NoticeFile file, AnswerQuestions command, DirectoryView directory)
    {
        switch (file.State)
        {
            case Notice.Issued:
                return new Refused("notice-issued", "The notice is issued; what it asks for is changed by an amendment.");
            case Notice.Rejected:
                return new Refused("notice-rejected", "The notice was sent back.");
        }
        var (events, units, errors) = (new List<NoticeEvent>(), new List<KeptContent>(), new List<FieldError>());
        foreach (var (index, answer) in (command.Answers ?? []).Index())
        {
            if (file.Facts.Questions.GetValueOrDefault(answer.Question) is { } question)
                Settle(question, answer.Values(question), $"$.answers[{index}]", answer.Teach is true);
            else
                errors.Add(new($"$.answers[{index}].question", $"There is no question '{answer.Question}'; open are: "
                    + $"{string.Join(", ", file.Facts.OpenQuestions().Select(q => q.Question))}."));
        }
        foreach (var (index, given) in (command.Requirements ?? []).Index())
        {
            if (given.Read(file, directory, $"$.requirements[{index}]", errors) is { } correction)
                events.Add(correction);
        }
        var answered = events.OfType<NoticeEvent.QuestionAnswered>().Select(answer => answer.Question).ToHashSet(StringComparer.Ordinal);
        foreach (var question in file.Facts.OpenQuestions()
            .Where(question => command.AcceptProposals && question.Proposals.Count > 0 && !answered.Contains(question.Question)))
            Settle(question, Settling.ValuesOf(question, question.Proposals[0].Value), "$.acceptProposals", teach: false);
        return errors.Count > 0
            ? new Unusable("answers-unusable", string.Join(' ', errors.Select(error => error.Message)), errors)
            : new Ruling(new Decided(New(file.State, events)), units);

        void Settle(NoticeEvent.QuestionRaised question, IReadOnlyList<string> values, string path, bool teach)
        {
            switch (Settling.Settle(question, values, file.Dossier!.Content, directory))
            {
                case Settlement.Unfit unfit:
                    errors.Add(new(path.StartsWith("$.answers", StringComparison.Ordinal) ? $"{path}.value" : path,
                        $"{question.Question}: {unfit.Why}."));
                    break;
                case Settlement.Settled settled:
                    events.Add(new NoticeEvent.QuestionAnswered(question.Question, settled.Value));
                    if (question.Kind == QuestionKinds.EmbeddedNotice && settled.Value == AnswerValues.Exclude)
                        events.AddRange(Excluded(file, question));
                    if (settled.Effect is not null)
                        events.Add(settled.Effect);
                    if (settled.Units is not null)
                        units.Add(settled.Units.Kept);
                    if (teach && Settling.Teach(file, question, settled, directory) is var (taught, why))
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
            .Select(question => new NoticeEvent.QuestionAnswered(question.Question, AnswerValues.ByExclusion));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/notices/{id:guid}/answers", HandleAsync).RequireAccess((Roles.Officer, Reach.Own))
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422)
            .WithSummary("Settle questions and correct requirements");

    /// <summary>Leaves out what is so already.</summary>
    private static List<NoticeEvent> New(Notice state, IEnumerable<NoticeEvent> events)
    {
        var fresh = new List<NoticeEvent>();
        foreach (var @event in events)
        {
            var now = ((Notice.Received)state).Facts;
            var same = @event switch
            {
                NoticeEvent.QuestionAnswered answer => now.Answers.GetValueOrDefault(answer.Question) == answer.Value,
                NoticeEvent.AddresseesResolved units => now.Addressees.GetValueOrDefault(units.Addressee)?.UnitsSha256 == units.UnitsSha256,
                NoticeEvent.AliasTaught taught => now.Taught.GetValueOrDefault(taught.Addressee) == taught,
                NoticeEvent.RequirementCorrected correction => GivenCorrection.AddsNothing(now, correction),
                _ => false,
            };
            if (same)
                continue;
            fresh.Add(@event);
            state = Notice.Evolve(state, @event);
        }
        return fresh;
    }

    private static async Task<Results<Ok<NoticeView>, ProblemHttpResult>> HandleAsync(
        Guid id, AnswerQuestions command, IfMatch ifMatch, Permission permission, NoticeDesk desk, UnitDirectory units, NoticeViews views,
        HttpResponse response, CancellationToken ct)
    {
        var directory = units.Now;
        var (file, problem) = await desk.ActAsync(id, permission, ifMatch, notice => Decide(notice, command, directory), ct);
        return problem is null ? TypedResults.Ok(await views.ShowAsync(file!, permission, response, ct)) : problem;
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
