namespace DeadlineReminders.Tests;

public sealed class OpenApiTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    [Fact]
    public Task The_document_is_the_committed_one() => OpenApiDocument.IsAsCommittedAsync(reminders.Service, "reminders", Ct);
}
