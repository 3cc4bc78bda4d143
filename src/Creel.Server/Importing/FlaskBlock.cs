using System.Buffers;
using System.Text;
using System.Text.Json;
using Creel.Json;

namespace Creel.Server.Importing;

/// <summary>
/// The body that a block of the Flask receiver's file stands for: its JSON without the indentation, which was never sent; or what
/// a JSON string holds, for that is how a body that was no JSON was written. Line ends and indentation make no difference, so
/// the same event has the same body however the file was copied.
/// </summary>
internal static class FlaskBlock
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>Null, and why, when it is none.</summary>
    /// <param name="block">The text up to the separator.</param>
    /// <param name="isEnded">Whether a separator follows. The last block of a file may have been cut.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static byte[]? Body(ReadOnlySpan<byte> block, bool isEnded, out string? problem)
    {
        problem = null;
        block = block.Trim(" \t\r\n"u8);
        if (block.IsEmpty)
        {
            problem = "there is nothing before the separator";
            return null;
        }
        // A number may go on where the file was cut; what has an end of its own is whole.
        var isWhole = isEnded || block[^1] is (byte)'}' or (byte)']' or (byte)'"';
        if (Fault(block) is not { } place) return isWhole ? Strip(block) : Cut(out problem);
        if (!isEnded) return Cut(out problem);
        problem = $"it is not JSON at line {place.Line}, byte {place.Byte} of the block; the receiver may have been stopped while it wrote";
        return null;
    }

    private static byte[]? Cut(out string problem)
    {
        problem = "the file ends within this event; import the file again when it is whole";
        return null;
    }

    private static (long Line, long Byte)? Fault(ReadOnlySpan<byte> block)
    {
        try
        {
            var reader = new Utf8JsonReader(block, AnyDepth);
            while (reader.Read())
            {
            }
            return null;
        }
        catch (JsonException e)
        {
            return ((e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1);
        }
    }

    private static byte[] Strip(ReadOnlySpan<byte> json)
    {
        if (json[0] == '"') return Text(json[1..^1]);
        var bytes = new byte[json.Length];
        var (length, inString) = (0, false);
        for (var at = 0; at < json.Length; at++)
        {
            var one = json[at];
            if (!inString && one is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') continue;
            bytes[length++] = one;
            if (one == '"') inString = !inString;
            else if (one == '\\') bytes[length++] = json[++at];
        }
        return bytes[..length];
    }

    private static byte[] Text(ReadOnlySpan<byte> escaped)
    {
        var text = new ArrayBufferWriter<byte>(escaped.Length + 4);
        while (!escaped.IsEmpty)
        {
            var character = JsonText.Next(escaped, escapes: true, out var consumed);
            escaped = escaped[consumed..];
            var rune = JsonText.IsSurrogate(character) ? Rune.ReplacementChar : new Rune(character);
            text.Advance(rune.EncodeToUtf8(text.GetSpan(4)));
        }
        return text.WrittenSpan.ToArray();
    }
}
