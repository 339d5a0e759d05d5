using Workflow.ServiceDefaults;

namespace DeadlineReminders.Messages;

internal static class UnitNames
{
    /// <summary>What people call the unit; its code while the tree does not know it.</summary>
    public static string NameOf(this UnitSnapshot units, string code) => units.Find(code) is { } unit ? unit.ShortName ?? unit.Name : code;

    /// <summary>The routing key of what goes to the unit: the codes from the root down to it.</summary>
    public static string RoutingKey(this UnitSnapshot units, string code) =>
        units.Path(code) is { Count: > 0 } path ? string.Join('.', path) : code;
}
