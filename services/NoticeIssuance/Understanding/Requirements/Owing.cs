namespace NoticeIssuance.Understanding;

/// <summary>Which level owes a requirement, as its words and its actor say.</summary>
internal static partial class Owing
{
    public static OwedBy Of(ActorPhrase? actor, string wording)
    {
        var role = actor is { Persons: true } ? actor.Wording : null;
        if (ByBranch().IsMatch(wording))
            return new(UnitLevel.Branch, Role: role);
        return actor is null || actor.Persons ? new(Level: null, Role: role) : new(LevelOf(actor.Wording));
    }

    /// <summary>The words call on levels below without saying which owes it: 各级党组织, or branches mentioned beside others.</summary>
    public static bool IsOpen(ActorPhrase? actor, string wording) =>
        actor is not null && EveryLevel().IsMatch(actor.Wording) || MentionsBranches(wording);

    public static bool MentionsBranches(string wording) => Branches().IsMatch(wording);

    private static UnitLevel? LevelOf(string actor) => actor switch
    {
        _ when BranchActor().IsMatch(actor) => UnitLevel.Branch,
        _ when Townships().IsMatch(actor) => UnitLevel.Township,
        _ when Counties().IsMatch(actor) => UnitLevel.County,
        _ when Cities().IsMatch(actor) => UnitLevel.City,
        _ when Provinces().IsMatch(actor) => UnitLevel.Province,
        _ => null,
    };

    [GeneratedRegex("以(?:各)?(?:基层)?党?支部为(?:基本)?单位|以(?:基层)?党组织为单位", Words.Options)]
    private static partial Regex ByBranch();

    [GeneratedRegex("支部|基层党组织|党小组", Words.Options)] private static partial Regex Branches();

    [GeneratedRegex("^(?:各|全体|所有)?(?:基层)?(?:党支部|支部|党总支|基层党组织|基层组织)(?:书记)?$", Words.Options)]
    private static partial Regex BranchActor();

    [GeneratedRegex("各级", Words.Options)] private static partial Regex EveryLevel();
    [GeneratedRegex("^各(?:乡镇|镇|乡|街道|乡\\(镇\\)|镇\\(街)[^,。;]{0,12}$", Words.Options)] private static partial Regex Townships();

    [GeneratedRegex("""
        ^各(?:区\(市\)县|区县|县区|区市县|县市区         # 各县区
          |县\(市[^)]{0,6}\)|县、|区、县|区\(县\)        # 各县（市、区）
        )[^,。;]{0,16}$
        """, Words.Options)]
    private static partial Regex Counties();

    [GeneratedRegex("^各(?:市|地市|地级市|市州|市\\([^)]{1,8}\\))(?:[^县区,。;]{0,12})$", Words.Options)]
    private static partial Regex Cities();

    [GeneratedRegex("^各省[^,。;]{0,24}$", Words.Options)] private static partial Regex Provinces();
}
