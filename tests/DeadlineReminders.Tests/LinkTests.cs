using System.ComponentModel.DataAnnotations;
using DeadlineReminders.Messages;

namespace DeadlineReminders.Tests;

public sealed class LinkTests
{
    [Theory]
    [InlineData(null, "http://127.0.0.1:7102/v1/assignments/00000000-0000-0000-0000-000000000000")]
    [InlineData("https://a.example/x?task={id}", "https://a.example/x?task=00000000-0000-0000-0000-000000000000")]
    public void A_message_points_to_where_its_reader_reads(string? option, string address) =>
        Assert.Equal(address, new BranchLinks { Assignment = option }.To(Guid.Empty).AbsoluteUri);

    [Theory]
    [InlineData(null, "http://127.0.0.1:7101/v1/notices/00000000-0000-0000-0000-000000000000")]
    [InlineData("https://a.example/{id}", "https://a.example/00000000-0000-0000-0000-000000000000")]
    public void A_copy_points_to_the_notice(string? option, string address) =>
        Assert.Equal(address, new BranchLinks { Notice = option }.ToNotice(Guid.Empty).AbsoluteUri);

    [Theory]
    [InlineData("https://a.example/"), InlineData("ftp://a.example/{id}"), InlineData("/assignments/{id}"), InlineData("")]
    public void An_address_that_leads_to_no_assignment_is_refused(string option)
    {
        BranchLinks[] wrong = [new() { Assignment = option }, new() { Notice = option }];
        Assert.All(wrong, links => Assert.Single(links.Validate(new ValidationContext(links))));
    }
}
