using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Creel.Server.Importing;

/// <summary>
/// Ids for events that have none: made of the source, the body, and how many equal bodies came before it in the file. So two equal
/// alarms stay two, and the same file, or one that grew since, adds nothing that is there. (RFC 9562, version 8.)
/// </summary>
/// <remarks>
/// The source is in it, because two receivers may well have got the same body (a trial event), and one of them would be lost
/// otherwise. What this makes of a body must never change: a second import would add everything anew.
/// </remarks>
internal sealed class FlaskId(string source)
{
    // Thirty bytes or so an event is all that is remembered of a file. Two bodies that share a half of their hash only count on
    // each other's number; their ids differ all the same.
    private readonly Dictionary<long, int> _seen = [];
    private readonly byte[] _source = Encoding.UTF8.GetBytes(source);

    public Guid Next(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        var key = BinaryPrimitives.ReadInt64BigEndian(hash);
        _seen[key] = _seen.TryGetValue(key, out var before) ? before + 1 : 1;
        return Make(hash, before);
    }

    private Guid Make(ReadOnlySpan<byte> body, int before)
    {
        Span<byte> text = stackalloc byte[body.Length + sizeof(int)];
        body.CopyTo(text);
        BinaryPrimitives.WriteInt32BigEndian(text[body.Length..], before);
        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(_source, text, id);
        id[6] = (byte)(0x80 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id[..16], bigEndian: true);
    }
}
