using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// 抄送: who is to know of a notice and owes nothing by it. Before the issue an officer adds to those that the text names, or takes some
/// out; after it copies go to others besides. What is so already adds nothing.
/// </summary>
internal static class CopyNotice
{
    private const int MostUnits = 500;
    private const StringSplitOptions Split = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
    private static readonly char[] BetweenCopies = [',', '，', ';', '；', '。'];

    /// <summary>How many phrases such lines hold.</summary>
    public static int Phrases(IReadOnlyList<string> copies) => copies.Sum(line => line.Split([.. BetweenCopies, '、'], Split).Length);

    /// <summary>Codes of the units that a copy goes to at the issue, in ordinal order.</summary>
    public static IReadOnlyList<string> To(NoticeFile file, DirectoryView directory) => UnitList.Of(
        Named(file, directory).SelectMany(named => named.Units).Except(file.Facts.CopiesRemoved).Concat(file.Facts.CopiesAdded)).Codes;

    /// <summary>Whom the text names, phrase by phrase; no units where the directory does not know whom one means.</summary>
    public static IEnumerable<(string Phrase, IReadOnlyList<string> Units)> Named(NoticeFile file, DirectoryView directory)
    {
        return (file.Dossier?.Content.Copies ?? []).SelectMany(line => line.Split(BetweenCopies, Split)).SelectMany(Apart);

        // 、 stands between units, and within the name of one.
        IEnumerable<(string, IReadOnlyList<string>)> Apart(string phrase)
        {
            var parts = phrase.Split('、', Split).Select(part => (Phrase: part, Units: Units(part))).ToList();
            return parts.Exists(part => part.Units is []) && Units(phrase) is { Count: > 0 } whole ? [(phrase, whole)] : parts;
        }

        IReadOnlyList<string> Units(string phrase) =>
            directory.Resolve(phrase, file.IssuingUnit) is AddresseeResolution.Units units ? units.Codes : [];
    }

    /// <param name="file">With what was issued, where it is.</param>
    /// <param name="command">The units.</param>
    /// <param name="directory">Of today.</param>
    public static Ruling Decide(NoticeFile file, CopiesBody command, DirectoryView directory)
    {
        if (file.State is not (Notice.Received or Notice.Issued or Notice.Concluded))
            return NoticeActs.Over(file.State)!;
        var errors = Errors(command, directory).ToList();
        if (errors is [] && file.Distribution is { } issued)
        {
            var owing = issued.Owing.SelectMany(group => group.Units).Concat(file.Facts.Joined.Select(joined => joined.Unit))
                .ToHashSet(StringComparer.Ordinal);
            errors.AddRange(Each(command.Add, "add").Where(it => owing.Contains(it.Unit))
                .Select(it => new FieldError(it.Path, $"{it.Unit} owes a part of the notice and is told of that; it needs no copy.")));
        }
        if (errors is not [])
            return new Unusable("copies-unusable", "The units cannot be taken as they are.", errors);
        if (file.State is Notice.Received)
            return Before(file.Facts, command);
        if (command.Remove is { Count: > 0 })
            return new Refused("copies-told", "The notice is issued: a copy that has gone out is not taken back.");
        var others = UnitList.Of((command.Add ?? []).Except(file.Copied));
        return others.Codes is [] ? new Decided([]) : new Ruling(new Decided([others.Copied()]), others.Kept)
        {
            Distribution = file.Distribution,
        };
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/notices/{id:guid}/copies", HandleAsync).RequireAccess(NoticeActs.Copy)
            .Shows("application/json", """{"add":["C-2"]}""").Refuses(409).AnswersWith("ETag")
            .WithSummary("Set to whom copies go, who are to know and owe nothing; of an issued notice, send copies to others besides");

    private static async Task<Results<Ok<NoticeView>, ProblemHttpResult>> HandleAsync(
        Guid id, CopiesBody command, IfMatch ifMatch, Permission permission, NoticeDesk desk, UnitDirectory units, NoticeViews views,
        HttpResponse response, CancellationToken ct)
    {
        var directory = units.Now;
        var acted = await desk.ActAsync(id, permission, ifMatch, async (notice, transaction) =>
            Decide(await notice.WithDistributionAsync(transaction.Sql(), ct), command, directory), ct);
        return await views.AnswerAsync(acted, permission, response, ct);
    }

    /// <summary>Each unit with its place in the body.</summary>
    private static IEnumerable<(string Unit, string Path)> Each(IReadOnlyList<string>? units, string name) =>
        (units ?? []).Index().Select(it => (it.Item, $"$.{name}[{it.Index}]"));

    /// <summary>Kept as said, whatever the text's phrases mean today.</summary>
    private static Decided Before(NoticeFacts facts, CopiesBody command)
    {
        string[] added = [.. (command.Add ?? []).Except(facts.CopiesAdded)];
        string[] removed = [.. (command.Remove ?? []).Except(facts.CopiesRemoved)];
        return new(added is [] && removed is [] ? [] : [new NoticeEvent.CopiesSet(added, removed)]);
    }

    private static IEnumerable<FieldError> Errors(CopiesBody command, DirectoryView directory)
    {
        if ((command.Add?.Count ?? 0) + (command.Remove?.Count ?? 0) is 0 or > MostUnits)
            return [new("$", $"Allowed: 1 to {MostUnits} units to add and remove.")];
        var twice = (command.Add ?? []).Intersect(command.Remove ?? [], StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        return [
            .. Each(command.Add, "add").Concat(Each(command.Remove, "remove"))
                .Where(it => !directory.Units.Exists(it.Unit))
                .Select(it => new FieldError(it.Path, $"The directory knows no unit {it.Unit}.")),
            .. Each(command.Remove, "remove").Where(it => twice.Contains(it.Unit))
                .Select(it => new FieldError(it.Path, $"{it.Unit} is to be added as well.")),
        ];
    }
}

/// <summary>To whom copies go, besides or instead of those that the text names; codes of units, 1 to 500 in all.</summary>
/// <param name="Add">Get a copy.</param>
/// <param name="Remove">Get none; only before the issue.</param>
internal sealed record CopiesBody(IReadOnlyList<string>? Add = null, IReadOnlyList<string>? Remove = null);
