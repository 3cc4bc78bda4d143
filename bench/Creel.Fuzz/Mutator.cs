using System.Text;

namespace Creel.Fuzz;

/// <summary>Makes a new input out of known ones: a few small changes, chosen by a seeded generator, so that every run can be repeated.</summary>
internal sealed class Mutator(int seed)
{
    private const int Longest = 8 << 10;

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "\0", "\r\n", "\n", " ", "\t", ",", ":", ";", "=", "&", "%", "%00", "%ff", "..", "/", "\\", "\"", "'", "[", "]", "{", "}", "\\u", "\\ud800", "\\udc00",
            "1e400", "-0", "0x", "99999999999999999999", "-1", "true", "null", "[]", "{}", "\"\":", "\u00ef\u00bb\u00bf", "\u00ff\u00fe", "\u00c0\u00af", "\u00ed\u00a0\u0080",
            "\u00e2\u0080\u00ae", "\u001b[31m", "gzip", "br", "deflate", "identity", "Basic ", "Bearer ", "Authorization: ", "Content-Encoding: ", "Content-Type: ",
            "application/json", "token=", "access_token=", "details", "eventId", "severity", "timestamp", "Assurance Issue Details", "====", "AA==",
        }.Select(word => Encoding.Latin1.GetBytes(word)),
    ];

    private readonly Random _random = new(seed);

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var changes = 1 << _random.Next(5); changes > 0; changes--) Change(bytes, other);
        if (bytes.Count > Longest) bytes.RemoveRange(Longest, bytes.Count - Longest);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        var at = _random.Next(bytes.Count + 1);
        switch (_random.Next(9))
        {
            case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1 when at < bytes.Count: bytes[at] = (byte)_random.Next(256); break;
            case 2 when at < bytes.Count: bytes[at] += (byte)_random.Next(-8, 8); break;
            case 3: bytes.RemoveRange(at, _random.Next(Math.Min(16, bytes.Count - at) + 1)); break;
            case 4: bytes.InsertRange(at, Pick(Words)); break;
            case 5: bytes.InsertRange(at, Enumerable.Repeat((byte)_random.Next(256), 1 << _random.Next(8))); break;
            case 6 when at < bytes.Count: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, 1 << _random.Next(7)))); break;
            case 7 when other.Length > 0: bytes.InsertRange(at, other.Skip(_random.Next(other.Length)).Take(1 << _random.Next(8))); break;
            case 8 when other.Length > 0:
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.Skip(_random.Next(other.Length)));
                break;
            default: bytes.Insert(at, (byte)_random.Next(256)); break;
        }
    }
}
