using System.Globalization;
using System.Text;

namespace Creel.Server.Sending;

/// <summary>Reads of an answer what we need: its status, its event's id, the beginning of its text.</summary>
internal static class RawAnswer
{
    private const int Largest = 64 * 1024;

    /// <exception cref="IOException">The connection ended before there was one.</exception>
    public static async Task<SendResult> ReadAsync(Stream stream, CancellationToken stop)
    {
        var buffer = new byte[Largest];
        var length = 0;
        while (true)
        {
            if (Parse(buffer.AsSpan(0, length), ended: false) is { } whole) return whole;
            var read = length == buffer.Length ? 0 : await stream.ReadAsync(buffer.AsMemory(length), stop);
            if (read == 0) return Parse(buffer.AsSpan(0, length), ended: true) ?? throw new IOException("The connection ended without an answer.");
            length += read;
        }
    }

    /// <summary>Null: more must come first.</summary>
    internal static SendResult? Parse(ReadOnlySpan<byte> bytes, bool ended)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        var lines = Encoding.Latin1.GetString(bytes[..end]).Split("\r\n");
        var body = bytes[(end + 4)..];
        if (lines[0].Split(' ') is not [_, var number, ..] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var status)) return null;
        if (status is >= 100 and < 200) return Parse(body, ended);
        if (!ended && Header(lines, "Content-Length") is var announced && !(long.TryParse(announced, CultureInfo.InvariantCulture, out var all) && body.Length >= all)) return null;
        return new() { Status = status, Text = Encoding.UTF8.GetString(body), EventId = Guid.TryParse(Header(lines, "Creel-Event-Id"), out var id) ? id : null };
    }

    private static string? Header(string[] lines, string name) => lines.Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();
}
