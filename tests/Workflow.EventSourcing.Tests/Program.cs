using Workflow.EventSourcing.Tests;
using Xunit.Runner.InProc.SystemConsole;

return args is ["node", var connectionString, var schema, var broker]
    ? await FeedNode.RunAsync(connectionString, schema, new Uri(broker))
    : await ConsoleRunner.Run(args);
