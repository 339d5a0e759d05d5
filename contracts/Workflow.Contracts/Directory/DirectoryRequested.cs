namespace Workflow.Contracts.Directory.V1;

/// <summary>
/// A service that begins may have missed what the directory said before: it asks once, when its queues stand. The directory answers with
/// <see cref="UnitChanged"/> and
/// <see cref="CalendarPublished"/> for all it knows; every service may hear the answer, and keeps what is newer than its own.
/// </summary>
/// <param name="Service">notices, assignments, reminders or audit; who asks.</param>
public sealed record DirectoryRequested(string Service);
