namespace Workflow.Testing;

/// <summary>Finds things of the checkout that the tests run from.</summary>
public static class Checkout
{
    /// <summary>The folder that holds `Workflow.sln`; absolute.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Workflow.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"No Workflow.sln above {AppContext.BaseDirectory}.");
    }
}
