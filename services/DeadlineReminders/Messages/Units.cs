namespace DeadlineReminders.Messages;

/// <summary>How units are spoken of, and to whom.</summary>
internal static class Units
{
    /// <summary>What people call the unit; its code while the tree does not know it.</summary>
    public static string NameOf(this UnitSnapshot units, string code) => units.Find(code) is { } unit ? unit.ShortName ?? unit.Name : code;

    /// <summary>
    /// Why the unit in an address cannot be spoken of: there is none (404), or it is out of the caller's reach (403); null when it can.
    /// </summary>
    public static ProblemHttpResult? Unreachable(string code, Permission permission, UnitTree tree) =>
        !tree.Exists(code) ? Problems.Unknown($"There is no unit {code}.", "unit-unknown")
        : !permission.Reaches(code) ? Permission.OutOfReach(code)
        : null;
}
