namespace Workflow.Local;

/// <summary><c>token ROLE UNIT [--valid SECONDS] [--sub ID]</c>: the token alone on standard output.</summary>
internal static class TokenCommand
{
    private const string Usage = "token ROLE UNIT [--valid SECONDS] [--sub ID]";
    private static readonly string[] Roles = ["upstream", "officer", "branch", "inspector", "auditor", "operator"];
    private static readonly TimeSpan DefaultValid = TimeSpan.FromHours(12);

    public static int Run(string[] arguments)
    {
        if (arguments is not [var role, var unit, .. var options] || options.Length % 2 != 0)
            throw new UsageException(Usage);
        if (!Roles.Contains(role))
            throw new UsageException($"'{role}' is no role; one of {string.Join(", ", Roles)}.");
        var (valid, subject) = (DefaultValid, $"{role}@{unit}");
        foreach (var option in options.Chunk(2))
            switch (option[0])
            {
                case "--valid" when int.TryParse(option[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds):
                    valid = TimeSpan.FromSeconds(seconds);
                    break;
                case "--sub":
                    subject = option[1];
                    break;
                default:
                    throw new UsageException(Usage);
            }
        using var tokens = LocalSystem.OpenTokens();
        Console.WriteLine(tokens.Create([role], unit, subject, valid));
        return 0;
    }
}
