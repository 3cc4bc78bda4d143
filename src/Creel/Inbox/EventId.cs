using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Creel.Inbox;

/// <summary>Makes ids of events: UUIDv7 (RFC 9562, 5.7): milliseconds since 1970, then 74 random bits.</summary>
internal static class EventId
{
    private const int Size = 16;

    // Random bytes are had from the system for many ids at once: a system call for each is a part of what an event costs.
    private const int Ids = 64;

    [ThreadStatic]
    private static byte[]? s_random;

    [ThreadStatic]
    private static int s_used;

    /// <param name="at">1970 or later.</param>
    public static Guid New(DateTimeOffset at)
    {
        var random = s_random ??= new byte[Ids * Size];
        if (s_used == 0) RandomNumberGenerator.Fill(random);
        Span<byte> id = stackalloc byte[Size];
        var bytes = random.AsSpan(s_used, Size);
        bytes.CopyTo(id);
        // What became an id is public; what is still to become one must not be guessed from memory that lies about.
        bytes.Clear();
        s_used = (s_used + Size) % random.Length;

        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, at.ToUnixTimeMilliseconds());
        time[2..].CopyTo(id);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }
}
