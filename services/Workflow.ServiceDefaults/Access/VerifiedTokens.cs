using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace Workflow.ServiceDefaults;

/// <summary>
/// Tokens found good, so that the next request with the same one need not verify its signature again. They are good by the keys of then and
/// until they expire: the caller looks at both, each time.
/// </summary>
internal sealed class VerifiedTokens
{
    /// <summary>When there are more, all are forgotten.</summary>
    internal const int Most = 1_000;

    private readonly ConcurrentDictionary<string, Verified> _byHash = new(StringComparer.Ordinal);

    public Verified? Find(string token) => _byHash.GetValueOrDefault(Hash(token));

    public void Keep(string token, Verified verified)
    {
        if (_byHash.Count >= Most) _byHash.Clear();
        _byHash[Hash(token)] = verified;
    }

    private static string Hash(string token) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <param name="By">The keys it was verified by.</param>
    /// <param name="KeyId">What the token says of the key that signed it.</param>
    /// <param name="Expires">UTC, exclusive.</param>
    /// <param name="Identity">What it says of the caller.</param>
    internal sealed record Verified(SigningKeys.Known By, string? KeyId, DateTime Expires, ClaimsIdentity Identity);
}
