namespace TaskAssignment.Persons;

/// <summary>What only the person store knows of a person.</summary>
internal sealed record PersonDetails(string? StaffNumber, string? Name);

/// <summary>
/// Who an opaque person id is. The details are sealed by AES-256-GCM under a key of the person's own, kept in another table:
/// deleting the key erases the person, and history, which holds the id alone, stays as it is.
/// </summary>
internal sealed class PersonStore(NpgsqlDataSource dataSource)
{
    /// <summary>The id under which the unit has named exactly these details before, or a new one.</summary>
    public async Task<string> IdentifyAsync(string unit, PersonDetails details, CancellationToken ct)
    {
        var named = await RevealAsync("p.unit = $1", unit, ct);
        return named.FirstOrDefault(entry => entry.Value == details).Key ?? Guid.NewGuid().ToString();
    }

    /// <summary>Keeps the details of a person not kept yet, in the transaction of the event that names the id.</summary>
    public static Task KeepAsync(StreamTransaction transaction, string person, string unit, PersonDetails details, CancellationToken ct)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        return transaction.Sql(
            """
            with added as (insert into person_key (person, key) values ($1, $2) on conflict do nothing returning person)
            insert into person (person, unit, sealed) select person, $3, $4 from added
            """, person, key, unit, Sealed.Seal(key, person, details)).ExecuteAsync(ct);
    }

    /// <summary>The details of those persons that have not been erased.</summary>
    public async Task<IReadOnlyDictionary<string, PersonDetails>> RevealAsync(IEnumerable<string> persons, CancellationToken ct) =>
        persons.Distinct().ToArray() is { Length: > 0 } wanted
            ? await RevealAsync("p.person = any($1)", wanted, ct)
            : new Dictionary<string, PersonDetails>();

    private async Task<Dictionary<string, PersonDetails>> RevealAsync(string where, object value, CancellationToken ct) =>
        (await dataSource
            .Sql($"select person, key, sealed from person p join person_key k using (person) where {where} order by person", value)
            .ReadAsync(row => (Id: row.GetString(0), Key: row.GetFieldValue<byte[]>(1), Sealed: row.GetFieldValue<byte[]>(2)), ct))
        .ToDictionary(person => person.Id, person => Sealed.Open(person.Key, person.Id, person.Sealed));

    /// <summary>nonce (12 bytes) ‖ tag (16) ‖ ciphertext, bound to the person's id.</summary>
    private static class Sealed
    {
        private const int Nonce = 12;
        private const int Tag = 16;

        public static byte[] Seal(byte[] key, string person, PersonDetails details)
        {
            var plain = JsonSerializer.SerializeToUtf8Bytes(details);
            var bytes = new byte[Nonce + Tag + plain.Length];
            RandomNumberGenerator.Fill(bytes.AsSpan(0, Nonce));
            using var cipher = new AesGcm(key, Tag);
            cipher.Encrypt(bytes.AsSpan(0, Nonce), plain, bytes.AsSpan(Nonce + Tag), bytes.AsSpan(Nonce, Tag),
                Encoding.UTF8.GetBytes(person));
            return bytes;
        }

        public static PersonDetails Open(byte[] key, string person, ReadOnlySpan<byte> bytes)
        {
            var plain = new byte[bytes.Length - Nonce - Tag];
            using var cipher = new AesGcm(key, Tag);
            cipher.Decrypt(bytes[..Nonce], bytes[(Nonce + Tag)..], bytes.Slice(Nonce, Tag), plain, Encoding.UTF8.GetBytes(person));
            return JsonSerializer.Deserialize<PersonDetails>(plain)!;
        }
    }
}
