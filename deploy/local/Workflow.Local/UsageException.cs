namespace Workflow.Local;

/// <summary>What was asked for cannot be done; the message says why and what to do instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
