namespace Workflow.Local;

/// <summary>The .NET side of the commands in deploy/local.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["keys", var privateKeyFile, var publicKeyFile]:
                    Tokens.MakeKeys(privateKeyFile, publicKeyFile);
                    return 0;
                case ["token", .. var rest]:
                    return await TokenCommand.RunAsync(rest, CancellationToken.None);
                case ["clock", .. var rest]:
                    return await ClockCommand.RunAsync(rest, CancellationToken.None);
                case ["demo", var samples, .. var rest]:
                    return await DemoCommand.RunAsync(rest, samples, CancellationToken.None);
                default:
                    throw new UsageException("Use the commands in deploy/local: up, down, demo, token, clock, reset.");
            }
        }
        catch (UsageException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }
}
