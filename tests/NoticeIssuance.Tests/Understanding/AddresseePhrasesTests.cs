namespace NoticeIssuance.Tests.Understanding;

public sealed class AddresseePhrasesTests
{
    private static readonly DirectoryUnit[] Units =
    [
        Unit("C", "中共海州市委组织部", "city", null),
        Unit("C-1", "中共临港区委组织部", "county", "C", "区县组织部门"),
        Unit("C-2", "中共青石县委组织部", "county", "C", "区县组织部门"),
        Unit("C-3", "高新区党工委组织部", "county", "C"),
        Unit("C-4", "市直机关工委", "county", "C"),
        Unit("C-1-1", "临港区第一党支部", "branch", "C-1"),
        Unit("C-2-1", "青石县第一党支部", "branch", "C-2"),
        Unit("D", "中共别市委组织部", "city", null),
        Unit("D-1", "中共别区委组织部", "county", "D"),
    ];

    private static readonly AddresseePhrases Phrases = new(Units);

    [Theory]
    [InlineData("区县组织部门", "C-1,C-2")]
    [InlineData("市直机关工委", "C-4")]
    [InlineData("市直 机关工委", "C-4")]
    [InlineData("高新区党工委组织部、市直机关工委", "C-3,C-4")]
    [InlineData("各区市县委组织部", "C-1,C-2")]
    [InlineData("各区（市、县）委组织部", "C-1,C-2")]
    [InlineData("各功能区党工委组织部", "C-3")]
    [InlineData("各党支部", "C-1-1,C-2-1")]
    public void A_phrase_means_these_units(string phrase, string codes) =>
        Assert.Equal(codes.Split(','), Assert.IsType<AddresseeResolution.Units>(Phrases.Resolve(phrase, "C")).Codes);

    [Theory]
    [InlineData("各高等学校")]
    [InlineData("高新区党工委组织部、市统计局")]
    [InlineData("各")]
    public void What_the_directory_does_not_know_is_left_open(string phrase) =>
        Assert.IsType<AddresseeResolution.Unresolved>(Phrases.Resolve(phrase, "C"));

    [Theory]
    [InlineData("部分区县组织部门", 2)]
    [InlineData("部分高等学校", 0)]
    public void A_partial_phrase_names_candidates_only(string phrase, int candidates) =>
        Assert.Equal(candidates, Assert.IsType<AddresseeResolution.SomeOf>(Phrases.Resolve(phrase, "C")).Candidates.Count);

    [Theory]
    [InlineData("各区市县委组织部", "C-1,C-2"), InlineData("市直机关工委", "C-4"), InlineData("区县组织部门、别镇党委", "C-1,C-2,E-1")]
    [InlineData("别镇党委", "E-1"), InlineData("各区市县委组织部、别镇党委", "C-1,C-2,E-1")]
    public void What_another_tree_goes_by_hides_nothing_of_ones_own(string phrase, string codes)
    {
        var phrases = new AddresseePhrases([.. Units, Unit("E", "第二市委", "city", null, "市直机关工委"),
            Unit("E-1", "别镇党委", "township", "E", "各区市县委组织部", "区县组织部门")]);
        Assert.Equal(codes.Split(','), Assert.IsType<AddresseeResolution.Units>(
            phrases.Resolve(phrase, "C", unit => unit.StartsWith('C'))).Codes);
    }

    private static DirectoryUnit Unit(string code, string name, string level, string? parent, params string[] aliases) =>
        new(code, name, ShortName: null, Kind: "组织", level, parent, aliases);
}
