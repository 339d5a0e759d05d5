using Workflow.EventSourcing.Tests;
using Workflow.EventSourcing.Tests.Stores;
using Xunit.Runner.InProc.SystemConsole;

return args switch
{
    ["node", var connectionString, var schema, var broker] => await FeedNode.RunAsync(connectionString, schema, new Uri(broker)),
    ["continue", var connectionString, var schema] => await InterchangeTests.ContinueAsync(connectionString, schema),
    _ => await ConsoleRunner.Run(args),
};
