namespace Workflow.Testing;

/// <summary>Finds things of the checkout that the tests run from.</summary>
public static class Checkout
{
    /// <summary>The folder that holds `Workflow.sln`; absolute.</summary>
    public static string Root { get; } = Find();

    /// <summary>Where a service was built as what runs here was: the same configuration, the same event store; absolute.</summary>
    /// <param name="service">Its project.</param>
    public static string OutputOf(string service) =>
        Path.Combine(Root, "services", service,
            AppContext.BaseDirectory[(AppContext.BaseDirectory.LastIndexOf("/bin/", StringComparison.Ordinal) + 1)..]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Workflow.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"No Workflow.sln above {AppContext.BaseDirectory}.");
    }
}
