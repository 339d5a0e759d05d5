using Workflow.Contracts.Directory.V1;

namespace NoticeIssuance.Notices;

/// <summary>
/// The directory in the version that it has answered last: what is issued rests on that one, whole, and not on one that an importer was
/// told is over. While the directory cannot be asked (it or the broker is away) it is the last whole one that has arrived, which the issue
/// names.
/// </summary>
internal sealed class DirectoryInForce(IBusControl bus, UnitTree tree, UnitDirectory units,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall)
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until this service has that version.</summary>
    /// <exception cref="RefusedRequestException">503 <c>directory-behind</c>: it has not in some seconds.</exception>
    public async Task<DirectoryView> AwaitAsync(CancellationToken ct)
    {
        var (version, asked) = (await AskAsync(ct), wall.GetTimestamp());
        while (tree.Now.DirectoryVersion < version)
        {
            if (wall.GetElapsedTime(asked) > LongestWait)
                throw Behind($"The directory is at version {version}; {tree.Now.DirectoryVersion} has arrived here so far.");
            await Task.Delay(Pause, wall, ct);
            await tree.RefreshAsync(ct);
        }
        return units.Now;
    }

    /// <summary>0 where nobody answers.</summary>
    private async Task<long> AskAsync(CancellationToken ct) =>
        (await bus.TryAskAsync<DirectoryVersionAsked, DirectoryVersionAnswered>(new(), LongestAnswer, ct))?.DirectoryVersion ?? 0;

    private static RefusedRequestException Behind(string why) =>
        new(503, "directory-behind", $"{why} Nothing was issued; try again.", retryAfter: LongestWait);
}
