using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace WorkflowConsole.Access;

/// <summary>The keys of data protection, beside what they seal, so that every replica has them.</summary>
/// <remarks>Made while the pipeline is: the database, whose settings may be wrong, is asked for when it is needed.</remarks>
internal sealed class SealingKeys(IServiceProvider provider) : IXmlRepository
{
    private NpgsqlDataSource DataSource => provider.GetRequiredService<NpgsqlDataSource>();

    // The interface knows no waiting. It is asked once a process and when a key is made.
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(() =>
        DataSource.Sql("select xml from sealing_key").ReadAsync(row => XElement.Parse(row.GetString(0)), CancellationToken.None))
        .GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => Task.Run(() =>
        DataSource.Sql("insert into sealing_key (name, xml) values ($1, $2) on conflict do nothing", friendlyName,
            element.ToString(SaveOptions.DisableFormatting)).ExecuteAsync(CancellationToken.None)).GetAwaiter().GetResult();
}
