using Xunit;

namespace Workflow.Testing;

/// <summary>What every test may name without saying whose it is.</summary>
public static class RunningTest
{
    /// <summary>Ends with the test that runs.</summary>
    public static CancellationToken Ct => TestContext.Current.CancellationToken;
}
