namespace NoticeIssuance.Tests.Notices;

[Collection(nameof(NoticesCollection))]
public sealed class UnitDirectoryTests(NoticesFixture notices)
{
    private const long From = 1000;
    private const int Changes = 30;

    /// <summary>Whoever decides on a view stores its version: the units are those of that version, whatever is written meanwhile.</summary>
    [Fact]
    public async Task A_view_taken_while_the_directory_changes_is_of_one_version()
    {
        var directory = notices.Service.Services.GetRequiredService<UnitDirectory>();
        var tree = notices.Service.Services.GetRequiredService<UnitTree>();
        var writing = Task.Run(async () =>
        {
            for (var n = 1; n <= Changes; n++)
            {
                var unit = NoticesFixture.Unit($"V-{n}", $"先后单位{n}", "党支部", "branch", null);
                await tree.HearAsync(new UnitChanged(From + n, [unit]), Ct);
            }
        }, Ct);
        DirectoryView view;
        do
        {
            view = directory.Now;
            await Task.Yield();
            var units = view.Units.All.Count(unit => unit.Code.StartsWith("V-", StringComparison.Ordinal));
            Assert.Equal(units, Math.Max(0, view.Version - From));
        }
        while (!writing.IsCompleted || view.Version < From + Changes);
        await writing;
    }
}
