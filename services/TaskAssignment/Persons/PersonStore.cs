using TaskAssignment.Assignments;

namespace TaskAssignment.Persons;

/// <summary>What only the person store knows of a person.</summary>
internal sealed record PersonDetails(string? StaffNumber, string? Name);

/// <summary>
/// Who an opaque person id is. The details are sealed by AES-256-GCM under a key of the person's own, kept in another table:
/// deleting the key erases the person, and history, which holds the id alone, stays as it is.
/// </summary>
internal sealed class PersonStore(NpgsqlDataSource dataSource)
{
    /// <summary>Who is meant, as events name it: by role, and by the id under which the unit has named exactly these details.</summary>
    /// <param name="unit">Code of the unit that names.</param>
    /// <param name="body">As it names.</param>
    /// <param name="keep">Whether a person not named before is kept at once, for the events to come.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<NameResponsiblePerson> NameAsync(string unit, ResponsiblePersonBody body, bool keep, CancellationToken ct)
    {
        if (body.Details is not { } details)
            return new(body.Role, Person: null);
        var person = await IdentifyAsync(unit, details, ct);
        if (keep)
            await Keep(dataSource.Sql(), person, unit, details).ExecuteAsync(ct);
        return new(body.Role, person);
    }

    /// <summary>The id under which the unit has named exactly these details before, or a new one.</summary>
    private async Task<string> IdentifyAsync(string unit, PersonDetails details, CancellationToken ct)
    {
        var named = await RevealAsync("p.unit = $1", unit, ct);
        return named.FirstOrDefault(entry => entry.Value == details).Key ?? Guid.NewGuid().ToString();
    }

    /// <summary>Adds one statement: keeps the details of a person not kept yet.</summary>
    public static Sql Keep(Sql sql, string person, string unit, PersonDetails details)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        return sql.Add(
            """
            with added as (insert into person_key (person, key) values ($1, $2) on conflict do nothing returning person)
            insert into person (person, unit, sealed) select person, $3, $4 from added
            """, person, key, unit, Sealed.Seal(key, person, details));
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
