namespace DeadlineReminders.Messages;

/// <summary>Of which units somebody may speak.</summary>
internal static class Units
{
    /// <summary>
    /// Why the unit in an address cannot be spoken of: there is none (404), or it is out of the caller's reach (403); null when it can.
    /// </summary>
    public static ProblemHttpResult? Unreachable(string code, Permission permission, UnitTree tree) =>
        !tree.Exists(code) ? Problems.Unknown($"There is no unit {code}.", "unit-unknown")
        : !permission.Reaches(code) ? Permission.OutOfReach(code)
        : null;
}
