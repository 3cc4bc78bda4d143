using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Creel.Console;

/// <summary>256 random bits as text, and the hash that is held in their place: what only we must know is not lying about in memory.</summary>
internal static class Secret
{
    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Takes as long whatever they hold.</summary>
    public static bool Same(byte[] one, byte[] other) => CryptographicOperations.FixedTimeEquals(one, other);
}
