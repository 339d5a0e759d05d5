namespace NoticeIssuance.Tests;

[Collection(nameof(NoticesCollection))]
public sealed class TableClassTests(NoticesFixture notices)
{
    [Fact]
    public void Read_models_are_what_an_operator_can_have_made_again() => Assert.Equal(
        notices.Service.Services.GetServices<IReadModel>().SelectMany(model => model.Tables).Order(StringComparer.Ordinal),
        TableClass.In("services/NoticeIssuance").Where(table => table.Class == "read model").Select(table => table.Name)
            .Order(StringComparer.Ordinal));
}
