namespace NoticeIssuance.Tests;

/// <summary>Every table says beside its definition what class it belongs to, and read models are those that can be made again.</summary>
[Collection(nameof(NoticesCollection))]
public sealed partial class TableClassTests(NoticesFixture notices)
{
    private static readonly string[] Scripts = Directory.GetFiles(Path.Combine(Checkout.Root, "services/NoticeIssuance/Tables"), "*.sql");

    [Fact]
    public void Every_table_has_a_class() => Assert.Equal([], Scripts.SelectMany(Unclassed));

    [Fact]
    public void A_table_without_a_class_is_found() => Assert.Equal(["b"], UnclassedIn(
        """
        -- class: bookkeeping
        create table a (id uuid);

        -- Says nothing of itself.
        create table b (id uuid);
        """));

    [Fact]
    public void Read_models_are_what_an_operator_can_have_made_again() => Assert.Equal(
        notices.Service.Services.GetServices<IReadModel>().SelectMany(model => model.Tables).Order(StringComparer.Ordinal),
        Scripts.SelectMany(script => Table().Matches(File.ReadAllText(script)))
            .Where(table => table.Groups["comment"].Value.Contains("class: read model, made again from", StringComparison.Ordinal))
            .Select(table => table.Groups["name"].Value).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Unclassed(string script) => UnclassedIn(File.ReadAllText(script));

    private static IEnumerable<string> UnclassedIn(string sql) => Table().Matches(sql)
        .Where(table => !Class().IsMatch(table.Groups["comment"].Value)).Select(table => table.Groups["name"].Value);

    /// <summary>A definition with the comment lines right before it.</summary>
    [GeneratedRegex(@"(?<comment>(^--.*\n)*)^create table (if not exists )?(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex(@"^-- class: (read model, made again from .+|replica, .+|content|bookkeeping)$", RegexOptions.Multiline)]
    private static partial Regex Class();
}
