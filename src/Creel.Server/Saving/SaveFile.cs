using System.Buffers;
using Creel.Inbox;
using Creel.Server.Printing;

namespace Creel.Server.Saving;

/// <summary>
/// Appends each kept body to a file in the old receiver's format: JSON with indent 4, then the separator line. It follows
/// the inbox by <c>seq</c> from a position stored on disk, so a crash leaves neither a gap nor a body twice.
/// </summary>
internal sealed class SaveFile(string path, SavePosition position, IEventLog log)
{
    public static readonly byte[] Separator = [.. "\n"u8, .. Enumerable.Repeat("= - "u8.ToArray(), 18).SelectMany(part => part), .. "\n"u8];

    private const int PageEvents = 500;
    private const long PageBytes = 4L << 20;

    private const int LargestKept = 1 << 20;

    private ArrayBufferWriter<byte> _text = new(64 << 10);

    /// <summary>Mends what a crash left: bodies that were appended after the position was stored are not appended again.</summary>
    public void Recover()
    {
        using var file = Open();
        var written = file.Length;
        if (written <= position.Length) return;
        var tail = new byte[Math.Min(written - position.Length, 2 * PageBytes + (64 << 20))];
        file.Position = position.Length;
        file.ReadExactly(tail);
        var at = 0;
        foreach (var kept in log.After(position.Seq, PageEvents, PageBytes))
        {
            Render(kept);
            var block = _text.WrittenSpan;
            if (tail.AsSpan(at).StartsWith(block))
            {
                at += block.Length;
                position.Advance(kept.Summary.Seq, position.Length + block.Length);
                continue;
            }
            // A block that was cut: take it back. Anything else was written by somebody else: leave it.
            if (block.StartsWith(tail.AsSpan(at)) && position.Length + (tail.Length - at) == written) file.SetLength(position.Length);
            break;
        }
        position.Advance(position.Seq, file.Length);
        position.Write();
    }

    /// <summary>Appends the next page of events. False when there was nothing to append.</summary>
    public bool AppendNext()
    {
        var page = log.After(position.Seq, PageEvents, PageBytes);
        if (page.Count == 0) return false;
        using var file = Open();
        file.Seek(0, SeekOrigin.End);
        foreach (var kept in page)
        {
            Render(kept);
            file.Write(_text.WrittenSpan);
        }
        // The file first, then how far it has come: the other way round a power cut would leave a gap.
        file.Flush(flushToDisk: true);
        position.Advance(page[^1].Summary.Seq, file.Length);
        position.Write();
        return true;
    }

    private void Render(KeptEvent kept)
    {
        if (_text.Capacity > LargestKept) _text = new(64 << 10);
        else _text.ResetWrittenCount();
        JsonIndenter.Write(PayloadText.Decoded(kept.Headers, kept.Body), JsonEscaping.Ascii, _text);
        _text.Write(Separator);
    }

    private FileStream Open() => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 64 << 10);
}
