namespace DeadlineReminders.Plans;

/// <summary>
/// What a message says of many units is done in one transaction; where one unit's throws, to the others, and the message is set aside for
/// that one: done once more, what is done stays.
/// </summary>
internal static class EachUnit
{
    /// <param name="all">What is to be done.</param>
    /// <param name="unitOf">Code of the unit of each.</param>
    /// <param name="act">Does some, whole units, or throws and has done none.</param>
    /// <param name="fault">What cannot be done, before the unit's code.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task DoAsync<T>(IEnumerable<T> all, Func<T, string> unitOf, Func<IReadOnlyList<T>, Task> act, string fault,
        CancellationToken ct)
    {
        var faults = await EachForItself.DoAsync(all.GroupBy(unitOf).ToList(), units => act([.. units.SelectMany(unit => unit)]), ct);
        if (faults is [var (unit, why), ..])
            throw new InvalidOperationException($"{faults.Count} {fault} {unit.Key}: {why.Message}", why);
    }
}
