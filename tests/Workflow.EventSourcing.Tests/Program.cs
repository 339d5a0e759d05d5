using Workflow.EventSourcing.Tests;
using Xunit.Runner.InProc.SystemConsole;

return args switch
{
    ["node", var connectionString, var schema, var broker] => await FeedNode.RunAsync(connectionString, schema, new Uri(broker)),
    _ => await ConsoleRunner.Run(args),
};
