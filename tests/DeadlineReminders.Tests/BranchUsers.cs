namespace DeadlineReminders.Tests;

/// <summary>
/// Tests that make users of the same units take turns: a user of the broker is one over all its virtual hosts, and to make it anew ends
/// the connections of whoever reads as that unit.
/// </summary>
[CollectionDefinition(nameof(BranchUsers))]
public static class BranchUsers;
