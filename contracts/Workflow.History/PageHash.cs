using System.Security.Cryptography;
using System.Text;

namespace Workflow.History;

/// <summary>
/// The chain of a source's pages: each hash covers its page and the hash before, so one page of a number is told from another.
/// </summary>
public static class PageHash
{
    /// <param name="previous">The hash of the page before, as this returned it; null where that has none.</param>
    /// <param name="source">notices, assignments, reminders, audit or directory.</param>
    /// <param name="number">The page's.</param>
    /// <param name="entries">Canonical bytes, in order.</param>
    /// <returns>Lower-case hex of SHA-256 over <c>source/number\n</c>, the hash before, <c>\n</c>, the SHA-256 of each entry.</returns>
    public static string Of(string? previous, string source, long number, IEnumerable<byte[]> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{source}/{number}\n{previous}\n")));
        foreach (var entry in entries)
            hash.AppendData(SHA256.HashData(entry));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
