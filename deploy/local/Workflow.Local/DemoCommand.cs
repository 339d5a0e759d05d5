using Workflow.Local.Demo;

namespace Workflow.Local;

/// <summary>
/// <c>demo [--text FILE] [--units FILE]</c>: one notice the whole way, told as it happens; 0 only when everything expected was seen.
/// </summary>
internal static class DemoCommand
{
    private const string Usage = "demo [--text FILE] [--units FILE]";

    public static async Task<int> RunAsync(string[] arguments, string samples, CancellationToken ct)
    {
        var options = Options(arguments);
        var system = LocalSystem.Open();
        var clock = new ClockCommand(system);
        using var tokens = LocalSystem.OpenTokens();
        using var product = new Product(
            name => system.Services[name], (role, unit) => tokens.Create([role], unit, $"{role}@{unit}", TimeSpan.FromHours(1)));
        try
        {
            var city = await City.ReadAsync(options.GetValueOrDefault("--units") ?? Path.Combine(samples, "city.csv"), ct);
            var notice = options.TryGetValue("--text", out var text)
                ? await DemoNotice.FromFileAsync(text, clock.Now, ct)
                : await DemoNotice.SampleAsync(Path.Combine(samples, "notice.txt"), await StoredThings.AnyAsync(system, ct) ? clock.Now
                    : null, ct);
            var time = new BusinessTime(() => clock.Now, clock.TrySetAsync, clock.AdvanceAsync);
            return await new Demo.Demo(product, time, city, notice, new Story(Console.Out)).RunAsync(ct) ? 0 : 1;
        }
        catch (Exception e) when (e is DemoStoppedException or IOException)
        {
            throw new UsageException(e.Message);
        }
    }

    private static Dictionary<string, string> Options(string[] arguments) =>
        arguments.Length % 2 == 0 && arguments.Chunk(2).All(pair => pair[0] is "--text" or "--units")
            ? arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1])
            : throw new UsageException(Usage);
}
