using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Creel.Inbox;

/// <summary>The first 128 bits of the body's SHA-256: enough that two different bodies are never taken for the same.</summary>
internal readonly record struct BodyHash(UInt128 Value)
{
    public const int Size = 16;

    public static BodyHash Of(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return Read(hash);
    }

    /// <summary>The value is a hash already: a part of it serves for tables.</summary>
    public override int GetHashCode() => (int)(ulong)Value;

    public static BodyHash Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    public void Write(Span<byte> bytes) => BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
}
