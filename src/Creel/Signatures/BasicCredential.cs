using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Creel.Signatures;

/// <summary>HTTP Basic (RFC 7617): user and password in UTF-8; the first colon splits, so a password may hold colons.</summary>
internal sealed class BasicCredential
{
    // Most requests carry, character for character, the header of the request before. It is compared at full length, so that
    // neither what it says nor how long it is can be measured.
    private const int Remembered = 128;

    private readonly byte[] _expected = new byte[SHA256.HashSizeInBytes];
    private volatile byte[]? _lastMatch;

    public BasicCredential(string user, string password)
    {
        if (user.Contains(':')) throw new ArgumentException("A user name can't hold a colon: HTTP Basic splits at the first one.", nameof(user));
        SHA256.HashData(Encoding.UTF8.GetBytes($"{user}:{password}"), _expected);
    }

    /// <summary>Whether an Authorization header carries this credential. Hashes are compared, in constant time, so that not
    /// even the password's length can be measured.</summary>
    public bool Matches(string authorization)
    {
        Span<byte> whole = stackalloc byte[Remembered];
        whole.Clear();
        // The length goes with it: without, zeros at its end would be taken for the padding.
        var fits = Encoding.UTF8.TryGetBytes(authorization, whole[sizeof(short)..], out var length);
        BinaryPrimitives.WriteInt16LittleEndian(whole, (short)length);
        if (fits && _lastMatch is { } last && CryptographicOperations.FixedTimeEquals(whole, last)) return true;
        if (!MatchesHash(authorization)) return false;
        if (fits) _lastMatch = whole.ToArray();
        return true;
    }

    private bool MatchesHash(string authorization)
    {
        const string scheme = "Basic ";
        if (!authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var encoded = authorization.AsSpan(scheme.Length).Trim(' ');
        var buffer = ArrayPool<byte>.Shared.Rent(encoded.Length + 1);
        try
        {
            if (Encoding.ASCII.GetBytes(encoded, buffer) != encoded.Length) return false;
            if (Base64.DecodeFromUtf8InPlace(buffer.AsSpan(0, encoded.Length), out var decoded) != OperationStatus.Done) return false;
            Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(buffer.AsSpan(0, decoded), given);
            return CryptographicOperations.FixedTimeEquals(given, _expected);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    public override string ToString() => "Basic ***";
}
