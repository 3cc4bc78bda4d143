using System.Buffers;
using Creel.Inbox;
using Creel.Search;
using Creel.Server.Printing;
using Creel.Storage;

namespace Creel.Server.Saving;

/// <summary>
/// Appends each kept body to a file in the old receiver's format: JSON with indent 4, then the separator line. It follows
/// the inbox by <c>seq</c> from a position stored on disk, so a crash leaves neither a gap nor a body twice. Each page of bodies goes to the
/// file that has the name then: one that was moved away (logrotate) is followed without a signal.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="position">How far it has come.</param>
/// <param name="source">The one source whose bodies are saved; null: all.</param>
/// <param name="inbox">Where they are read. Other sources' bodies are not: looking past their events costs next to nothing.</param>
internal sealed class SaveFile(string path, SavePosition position, string? source, (IEventLog Log, IEventSearch Search) inbox)
{
    private const long PageBytes = 4L << 20;
    private static readonly SliceLimit Page = new(500, PageBytes);
    private const int WriteBytes = 256 << 10;

    /// <summary>A quiet source's file must not cost a flush for every page of a busy one's events.</summary>
    private const int PassedOverAtMost = 10_000;

    private ArrayBufferWriter<byte> _text = new(64 << 10);
    private long _passedOver;

    // What was imported came from a file, most likely from this one.
    private readonly EventQuery _ours = EventQuery.Parse(source is null ? "-verdict:imported" : $"-verdict:imported source:\"{source}\"", default);

    /// <summary>Mends what a crash left: bodies that were appended after the position was stored are not appended again.</summary>
    public void Recover()
    {
        using var file = AppendedFile.Open(path);
        var stored = position.Seq;
        var identity = FileIdentity.Of(file.SafeFileHandle);
        if (position.Identity is null || position.Identity == identity)
        {
            Mend(file);
        }
        else
        {
            // Moved away since. Where it can't be found any more (compressed, moved elsewhere) nobody can tell what it got last: rather twice.
            using var moved = Moved(position.Identity);
            if (moved is not null) Mend(moved);
        }
        Follow(file, advanced: position.Seq != stored);
    }

    private void Mend(FileStream file)
    {
        var written = file.Length;
        if (written <= position.Length) return;
        var tail = new byte[Math.Min(written - position.Length, 2 * PageBytes + (64 << 20))];
        file.Position = position.Length;
        file.ReadExactly(tail);
        var at = 0;
        foreach (var kept in OursAfter(position.Seq))
        {
            if (at == tail.Length) break;
            _text.ResetWrittenCount();
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
    }

    private FileStream? Moved(string identity) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(path)!).FirstOrDefault(name => FileIdentity.Of(name) == identity) is { } name
            ? AppendedFile.Open(name)
            : null;

    // Stored before the first append to another file, or to one that was cut: what a crash leaves unrecorded is always behind the
    // stored length of the stored file.
    private void Follow(FileStream file, bool advanced = false)
    {
        var (identity, length) = (FileIdentity.Of(file.SafeFileHandle), file.Length);
        if (identity == position.Identity && length == position.Length && !advanced) return;
        position.Follow(identity, length);
        position.Write();
    }

    /// <summary>Appends what is its own of the next page of events. False when there was no page.</summary>
    public bool AppendNext()
    {
        var last = inbox.Log.LastSeq();
        if (last <= position.Seq) return false;
        var page = inbox.Search.After(_ours, position.Seq, last, Page);
        if (page.Events.Count == 0)
        {
            // Other sources' events: nothing to flush for. Should this be forgotten, they are passed over once more.
            _passedOver += page.LookedTo - position.Seq;
            position.Advance(page.LookedTo, position.Length);
            if (_passedOver >= PassedOverAtMost) End();
            return true;
        }
        using var file = AppendedFile.Open(path);
        Follow(file);
        var before = file.Seek(0, SeekOrigin.End);
        try
        {
            Append(page.Events, file);
            // The file first, then how far it has come: the other way round a power cut would leave a gap.
            DiskFlush.File(file.SafeFileHandle, path);
            if (before == 0) DiskFlush.Directory(Path.GetDirectoryName(path)!);
        }
        catch (IOException)
        {
            // What is there now may be half of it, or not on disk: the next try writes all of it again.
            if (file.Length > before) file.SetLength(before);
            throw;
        }
        position.Advance(page.LookedTo, file.Length);
        _passedOver = 0;
        position.Write();
        return true;
    }

    /// <summary>Remembers how far it has come, if there is anything to remember.</summary>
    public void End()
    {
        if (_passedOver == 0) return;
        _passedOver = 0;
        position.Write();
    }

    private IEnumerable<KeptEvent> OursAfter(long seq)
    {
        for (var last = inbox.Log.LastSeq(); seq < last;)
        {
            var page = inbox.Search.After(_ours, seq, last, Page);
            foreach (var kept in page.Events) yield return kept;
            seq = page.LookedTo;
        }
    }

    private void Append(IEnumerable<KeptEvent> events, FileStream file)
    {
        _text.ResetWrittenCount();
        foreach (var kept in events)
        {
            Render(kept);
            if (_text.WrittenCount < WriteBytes) continue;
            file.Write(_text.WrittenSpan);
            // One wide document may have taken a hundred megabytes: they are not kept for the next ones.
            if (_text.Capacity > 4 * WriteBytes) _text = new(64 << 10);
            else _text.ResetWrittenCount();
        }
        file.Write(_text.WrittenSpan);
    }

    private void Render(KeptEvent kept) => FlaskFormat.Write(PayloadText.Decoded(kept.Headers, kept.Body), _text);
}
