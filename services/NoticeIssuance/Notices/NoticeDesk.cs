namespace NoticeIssuance.Notices;

/// <summary>What a decider rules, and the content its events name.</summary>
internal sealed record Ruling(Decision<NoticeEvent> Decision, params IReadOnlyList<KeptContent> Contents)
{
    /// <summary>What is issued, when it is.</summary>
    public FrozenDistribution? Distribution { get; init; }

    /// <summary>None where it is refused.</summary>
    public IReadOnlyList<NoticeEvent> Events => (Decision as Decision<NoticeEvent>.Accepted)?.Events ?? [];

    public static implicit operator Ruling(Decided decided) => new((Decision<NoticeEvent>)decided);

    public static implicit operator Ruling(Refused refused) => new((Decision<NoticeEvent>)refused);

    public static implicit operator Ruling(Unusable unusable) => new((Decision<NoticeEvent>)unusable);

    /// <summary>This, then what was ruled on the notice after it.</summary>
    public Ruling Then(Ruling next) =>
        new(new Decided([.. Events, .. next.Events]), [.. Contents, .. next.Contents]) { Distribution = next.Distribution };
}

/// <summary>What came of an officer's act.</summary>
/// <param name="File">The notice as it is then; null where it is not the caller's to know or to act on.</param>
/// <param name="Problem">Why nothing came of it; null where it is so.</param>
internal sealed record Acted(NoticeFile? File, ProblemHttpResult? Problem);

/// <summary>The service's own act on many notices.</summary>
/// <param name="Place">Where those are set aside that it cannot be done to.</param>
/// <param name="Beside"><see cref="NoticeFile.ToShow"/> or <see cref="NoticeFile.ToCount"/>: what is decided on.</param>
/// <param name="Next">The next notices (after an id, at most so many), and what is decided on each.</param>
internal sealed record ActOnNotices(string Place, Func<Notice, IEnumerable<string>> Beside,
    Func<StreamTransaction, Guid, int, Task<(IReadOnlyList<Guid> Notices, Func<NoticeFile, Ruling> Decide)>> Next);

/// <summary>
/// Where notices are read and acted on. An act loads the notice once, decides on that, appends, keeps content and lists it: one
/// transaction. A notice is the issuing unit's to act on and its superiors' to read; once issued, also theirs whom it is addressed to, owed
/// by or copied to, and of those above them; nobody else's to know of.
/// </summary>
internal sealed class NoticeDesk(StreamStore streams, NpgsqlDataSource dataSource, UnitTree tree, Quarantine quarantine)
{
    private const int NoticesAtOnce = 50;

    /// <summary>Who reads notices.</summary>
    public static readonly (string Role, Reach Reach)[] Readers =
        [(Roles.Officer, Reach.OwnAndBelow | Reach.Party), (Roles.Inspector, Reach.OwnAndBelow | Reach.Party),
            (Roles.Branch, Reach.OwnAndBelow | Reach.Party), (Roles.Upstream, Reach.Own)];

    public static ProblemHttpResult Unknown(Guid id) => Problems.Unknown($"There is no notice {id}.");

    /// <summary>The units whose notices the caller may read.</summary>
    public string[] Readable(Permission permission) => [.. (permission.Has(Reach.Everywhere)
        ? tree.Now.All.Select(unit => unit.Code) : AtOrBelow(permission)).Where(permission.Reaches)];

    /// <summary>
    /// The notice as the caller may read it, as of a version or an instant (inclusive); null where there is none or it is not the caller's
    /// to know.
    /// </summary>
    public async Task<NoticeFile?> ReadAsync(Guid id, Permission permission, CancellationToken ct, long version = 0,
        DateTimeOffset? at = null)
    {
        var notice = await streams.LoadAsync<Notice, NoticeEvent>(id, ct, version, at);
        if (notice.Version == 0 || notice.Version < version)
            return null;
        var file = (await OpenAsync(dataSource.Sql(), id, notice, ct))!;
        if (!await MayReadAsync(file, permission, ct))
            return null;
        // Who could read it once, and cannot now, reads nothing of then either.
        if ((version == 0 && at is null) || permission.Reaches(file.IssuingUnit))
            return file;
        var now = await OpenAsync(dataSource.Sql(), id, await streams.LoadAsync<Notice, NoticeEvent>(id, ct), ct);
        return await MayReadAsync(now!, permission, ct) ? file : null;
    }

    /// <summary>The notice as one looks at it before an act of its own unit; refused to whom the act would be.</summary>
    public async Task<Acted> LookAsync(Guid id, Permission permission, CancellationToken ct)
    {
        var file = await OpenAsync(dataSource.Sql(), id, await streams.LoadAsync<Notice, NoticeEvent>(id, ct), ct);
        return file is null || !permission.Reaches(file.IssuingUnit) ? new(null, OutOfReach(id, file, permission)) : new(file, null);
    }

    /// <inheritdoc cref="ActAsync(Guid, Permission, IfMatch, Func{NoticeFile, StreamTransaction, Task{Ruling}}, CancellationToken)"/>
    public Task<Acted> ActAsync(Guid id, Permission permission, IfMatch ifMatch, Func<NoticeFile, Ruling> decide, CancellationToken ct) =>
        ActAsync(id, permission, ifMatch, (file, _) => Task.FromResult(decide(file)), ct);

    /// <summary>A person's act on one notice; decided again when somebody was faster.</summary>
    /// <param name="id">The notice.</param>
    /// <param name="permission">Of an endpoint that reaches the caller's own unit.</param>
    /// <param name="ifMatch">The version the caller acts on.</param>
    /// <param name="decide">Decides, on what it reads and holds in the transaction.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="mayAct">Whether the caller may; null: what its unit issues is its to act on.</param>
    public Task<Acted> ActAsync(Guid id, Permission permission, IfMatch ifMatch, Func<NoticeFile, StreamTransaction, Task<Ruling>> decide,
        CancellationToken ct, Func<NoticeFile, bool>? mayAct = null)
    {
        var actor = permission.On(permission.Caller.Unit)!;
        return streams.TransactAsync(new(actor, CorrelationId: null, CausationId: null), async transaction =>
        {
            var notice = await transaction.LoadAsync<Notice, NoticeEvent>(id, ct);
            var file = await OpenAsync(transaction.Sql(), id, notice, ct);
            if (file is null || !(mayAct?.Invoke(file) ?? permission.Reaches(file.IssuingUnit)))
                return new(null, OutOfReach(id, file, permission));
            if (!NoticeActs.MayAs(actor.Role!, actor.Unit!, tree.Now))
                return new(null, Problems.NotYours($"Upstream systems of {actor.Unit} may not answer and issue; its operator can let them.",
                    "upstream-may-not-issue"));
            var ruling = await decide(file, transaction);
            var outcome = notice.Take(ruling.Decision, ifMatch.Version);
            if (outcome is not Outcome<Notice>.Done { Events: [_, ..] })
                return new Acted(file, outcome is Outcome<Notice>.Done ? null : outcome.ToProblem());
            var after = Append(transaction, file, ruling);
            await Write(transaction.Sql(), ruling.Contents, [after], known: [id]).ExecuteAsync(ct);
            await transaction.CommitAsync(ct);
            return new(after, null);
        }, ct);
    }

    /// <summary>
    /// The service's own act on many notices, some a transaction, in the order of their ids. One that cannot be read or acted on is set
    /// aside, and the others go on.
    /// </summary>
    /// <param name="context">Why.</param>
    /// <param name="act">What is done to each.</param>
    /// <param name="ct">Cancels.</param>
    public async Task ActOnManyAsync(CommandContext context, ActOnNotices act, CancellationToken ct)
    {
        for (Guid? after = Guid.Empty; after is { } last;)
        {
            IReadOnlyList<Guid> taken = [];
            try
            {
                await streams.TransactAsync(context, async transaction =>
                {
                    (taken, var decide) = await act.Next(transaction, last, NoticesAtOnce);
                    return await ActAsync(transaction, taken, act.Beside, decide, ct);
                }, ct);
            }
            catch (Exception e) when (taken.Count > 0 && !ct.IsCancellationRequested && !EachForItself.PassesByItself(e))
            {
                var faults = await EachForItself.DoAsync(taken, some => ActAsync(context, some, act, ct), ct);
                await quarantine.AddAsync(act.Place, [.. faults.Select(fault => new ItemFault(fault.Item, fault.Why))], ct);
            }
            after = taken is [.., var end] ? end : null;
        }
    }

    /// <summary>The same on these notices; what is thrown by one is thrown.</summary>
    public Task ActAsync(CommandContext context, IReadOnlyCollection<Guid> notices, ActOnNotices act, CancellationToken ct) =>
        streams.TransactAsync(context, async transaction =>
            await ActAsync(transaction, notices, act.Beside, (await act.Next(transaction, Guid.Empty, 0)).Decide, ct), ct);

    /// <summary>The service's own act on one notice, opened to count.</summary>
    public Task ActAsync(CommandContext context, Guid notice, Func<NoticeFile, Ruling> decide, CancellationToken ct) =>
        streams.TransactAsync(context, transaction => ActAsync(transaction, [notice], NoticeFile.ToCount, decide, ct), ct);

    private static async Task<bool> ActAsync(StreamTransaction transaction, IReadOnlyCollection<Guid> ids,
        Func<Notice, IEnumerable<string>> beside, Func<NoticeFile, Ruling> decide, CancellationToken ct)
    {
        if (ids.Count == 0)
            return false;
        var notices = await transaction.LoadManyAsync<Notice, NoticeEvent>(ids, ct);
        var files = await NoticeFile.OpenAsync(transaction.Sql(), notices, beside, ct);
        var ruled = files.Select(file => (File: file, Ruling: decide(file))).Where(one => one.Ruling.Events.Count > 0).ToList();
        var changed = ruled.ConvertAll(one => Append(transaction, one.File, one.Ruling));
        await Write(transaction.Sql(), [.. ruled.SelectMany(one => one.Ruling.Contents)], changed,
            known: changed.ConvertAll(file => file.Id)).ExecuteAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Queues the events; answers the notice after them.</summary>
    public static NoticeFile Append(StreamTransaction transaction, NoticeFile file, Ruling ruling)
    {
        transaction.Append(file.Id, file.Version, ruling.Events);
        return file.After(ruling);
    }

    /// <summary>Adds what is written in the transaction of the events: the content they name, and the rows that must never lag.</summary>
    /// <param name="sql">Of the transaction.</param>
    /// <param name="contents">What the events name.</param>
    /// <param name="files">The notices after the events.</param>
    /// <param name="known">Those of them that were there before.</param>
    public static Sql Write(Sql sql, IReadOnlyCollection<KeptContent> contents, IReadOnlyCollection<NoticeFile> files,
        IReadOnlyCollection<Guid> known) => sql.Keep(contents).List(files).ListCounted(files, known).ListParties(files)
            .ListConsents(files, known);

    private async Task<bool> MayReadAsync(NoticeFile file, Permission permission, CancellationToken ct) =>
        MayReadAsNoParty(file, permission, tree.Now)
        || (file.State is Notice.GivenOut && await NoticeParties.AreAmongAsync(dataSource, file.Id, Parties(permission), ct));

    /// <summary>Whether the caller may read it without being a party: its unit or one below issued it, or its unit is to agree.</summary>
    public static bool MayReadAsNoParty(NoticeFile file, Permission permission, UnitSnapshot today) =>
        permission.Reaches(file.IssuingUnit)
        || (file.State is Notice.Received && permission.Caller.Has(Roles.Officer) && file.AsksToAgree(permission.Caller.Unit, today));

    /// <summary>The units whose being addressed, owing or copied lets the caller read a notice that is issued.</summary>
    public string[] Parties(Permission permission) =>
        [.. AtOrBelow(permission).Where(permission.ReachesAsParty)];

    private IEnumerable<string> AtOrBelow(Permission permission) =>
        tree.Now.AtOrBelow(permission.Caller.Unit);

    private static async Task<NoticeFile?> OpenAsync(Sql sql, Guid id, Versioned<Notice> notice, CancellationToken ct) =>
        notice.Version == 0 ? null
            : (await NoticeFile.OpenAsync(sql, new Dictionary<Guid, Versioned<Notice>> { [id] = notice }, NoticeFile.ToShow, ct))[0];

    private ProblemHttpResult OutOfReach(Guid id, NoticeFile? file, Permission permission) =>
        file is not null && tree.IsSelfOrBelow(file.IssuingUnit, permission.Caller.Unit)
            ? Problems.NotYours($"Notice {id} is {file.IssuingUnit}'s to act on.") : Unknown(id);
}
