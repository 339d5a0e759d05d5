namespace DeadlineReminders.Branches;

/// <summary>A password of the broker's: told once, kept as the broker keeps it.</summary>
internal static class BranchPassword
{
    private const int SaltBytes = 4;

    /// <summary>A new one: 192 random bits as 48 hexadecimal digits.</summary>
    public static string New() => RandomNumberGenerator.GetHexString(48, lowercase: true);

    /// <summary>
    /// As RabbitMQ stores it (<c>rabbit_password_hashing_sha256</c>): Base64 of four random bytes and the SHA-256 of these and the
    /// password.
    /// </summary>
    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }
}
