using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace WorkflowConsole.Access;

/// <summary>
/// Tickets with their tokens lie in PostgreSQL, sealed; a person's cookie holds an unguessable id. So any replica serves anybody, a new
/// sign-in has a new id, and signing out ends it everywhere.
/// </summary>
internal sealed class TicketStore(NpgsqlDataSource dataSource, IDataProtectionProvider protection) : ITicketStore
{
    private readonly IDataProtector _seal = protection.CreateProtector("ticket");

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var id = RandomNumberGenerator.GetHexString(64, lowercase: true);
        await RenewAsync(id, ticket);
        return id;
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket) => dataSource.Sql(
        """
        insert into ticket (id, sealed, expires_at) values ($1, $2, $3)
        on conflict (id) do update set sealed = excluded.sealed, expires_at = excluded.expires_at
        """, key, _seal.Protect(TicketSerializer.Default.Serialize(ticket)), ticket.Properties.ExpiresUtc ?? DateTimeOffset.MaxValue)
        .ExecuteAsync(CancellationToken.None);

    public async Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        await dataSource.Sql("select sealed from ticket where id = $1", key).ScalarAsync<byte[]>(CancellationToken.None) is { } bytes
        && Opened(bytes) is { } open ? TicketSerializer.Default.Deserialize(open) : null;

    public Task RemoveAsync(string key) => dataSource.Sql("delete from ticket where id = $1", key).ExecuteAsync(CancellationToken.None);

    /// <summary>Null for what was sealed with a key that is gone: the person signs in again.</summary>
    private byte[]? Opened(byte[] bytes)
    {
        try
        {
            return _seal.Unprotect(bytes);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
