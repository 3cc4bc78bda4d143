using System.Buffers;
using System.Runtime.CompilerServices;
using Creel.Console;
using Creel.Importing;
using Creel.Json;
using Creel.Server.Printing;

namespace Creel.Server.Importing;

/// <summary>
/// The Flask receiver's file, or one of <c>--save</c>: blocks of JSON, each ended by a line of <c>= - </c>. It knows neither times
/// nor ids: the time stays unknown, and the id is made of the body, see <see cref="FlaskId"/>.
/// </summary>
internal static class FlaskFile
{
    /// <summary>Room for what an escaped body takes as a line for the API.</summary>
    private const int LongestBlock = ImportLine.Longest / 2;

    public static async IAsyncEnumerable<ImportItem> ReadAsync(LineReader lines, string source, [EnumeratorCancellation] CancellationToken cancel)
    {
        var ids = new FlaskId(source);
        var block = new ArrayBufferWriter<byte>(64 << 10);
        var line = new ArrayBufferWriter<byte>(64 << 10);
        var (first, isTooLong) = (1L, false);
        while (await lines.NextAsync(cancel) is var kind and not LineKind.End)
        {
            isTooLong |= kind == LineKind.TooLong || block.WrittenCount + lines.Line.Length > LongestBlock;
            if (!IsSeparator(lines.Line.Span))
            {
                if (isTooLong) Empty(ref block);
                else Add(block, lines);
                continue;
            }
            yield return isTooLong ? new(first, default, $"it is longer than {LongestBlock >> 20} MiB") : Item(first, block.WrittenMemory, isEnded: true, ids, line);
            (first, isTooLong) = (lines.Number + 1, false);
            Empty(ref block);
            Empty(ref line);
        }
        if (isTooLong) yield return new(first, default, $"it is longer than {LongestBlock >> 20} MiB");
        else if (!IsBlank(block.WrittenSpan)) yield return Item(first, block.WrittenMemory, isEnded: false, ids, line);
    }

    private static ImportItem Item(long first, ReadOnlyMemory<byte> block, bool isEnded, FlaskId ids, ArrayBufferWriter<byte> line)
    {
        // Where the block begins is where its text does.
        while (!block.IsEmpty && block.Span[0] is (byte)'\n' or (byte)'\r' or (byte)' ')
        {
            if (block.Span[0] == '\n') first++;
            block = block[1..];
        }
        if (FlaskBlock.Body(block.Span, isEnded, out var problem) is not { } body) return new(first, default, problem);
        using (var json = EventJson.Writer(line))
        {
            json.WriteStartObject();
            json.WriteString("id", ids.Next(body));
            json.WriteNull("receivedAt");
            BodyJson.Write(json, [], body);
            json.WriteEndObject();
        }
        return new(first, line.WrittenMemory);
    }

    private static void Add(ArrayBufferWriter<byte> block, LineReader lines)
    {
        var text = lines.Line.Span;
        block.Write(lines.Number == 1 && text.StartsWith("\uFEFF"u8) ? text[3..] : text);
        block.Write("\n"u8);
    }

    // Editors take away blanks at the end of a line, and may have left a CR. No line of JSON looks like it.
    private static bool IsSeparator(ReadOnlySpan<byte> line) => line.TrimEnd(" \t\r"u8).SequenceEqual(FlaskFormat.Line.AsSpan().TrimEnd((byte)' '));

    private static bool IsBlank(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8).IsEmpty;

    // What one long block needed is not kept for the short ones.
    private static void Empty(ref ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > 4 << 20) buffer = new(64 << 10);
        else buffer.ResetWrittenCount();
    }
}
