using Workflow.Planning;

namespace DeadlineReminders.Plans;

/// <summary>The reminder policies; today the default one that ships with the product.</summary>
internal static class ReadPolicy
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/policies/{name}", Get)
            .RequireRoles(Roles.Operator, Roles.Officer, Roles.Branch, Roles.Inspector, Roles.Auditor)
            .WithTags("policies").WithSummary("A reminder policy: its steps relative to the due day");

    private static Results<Ok<ReminderPolicy>, ProblemHttpResult> Get(string name) =>
        name == ReminderPolicy.Default.Name ? TypedResults.Ok(ReminderPolicy.Default)
            : Problems.Unknown($"There is no policy {name}.", "policy-unknown");
}
