using System.Runtime.CompilerServices;

namespace Workflow.History.Tests;

/// <summary>
/// Committed files that say what JSON looks like. A difference is a change of contract: decide it, then change the file by hand.
/// </summary>
internal static class Snapshots
{
    public static void Matches(string folder, string name, string actual)
    {
        var path = Path.Combine(Folder(folder), name + ".json");
        if (!File.Exists(path))
            Assert.Fail($"There is no snapshot {path}. If this JSON is meant, commit it:{Environment.NewLine}{actual}");
        Assert.Equal(File.ReadAllText(path).TrimEnd('\n'), actual);
    }

    public static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(Folder(folder), "*.json").Select(file => Path.GetFileNameWithoutExtension(file));

    public static string Folder(string folder, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, folder);
}
