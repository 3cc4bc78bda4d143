using Creel.Inbox;

namespace Creel.Faults;

/// <summary>
/// What an inbox must hold, worked out in the simplest way: a list. It follows what was sent and what was answered, and says
/// where the store differs from it.
/// </summary>
internal sealed class InboxModel
{
    private readonly List<Entry> _kept = [];
    private readonly List<KeyRow> _rows = [];
    // Refused since the last success: the newest of them may be on disk all the same, if nobody could say.
    private readonly List<IReadOnlyList<NewEvent>> _doubt = [];
    // Keys that the clock, stepping back over the end of their window, made a matter of opinion.
    private readonly HashSet<(string, string)> _unclear = [];
    private Dictionary<(string Source, string Key), KeyRow>? _memory;

    public sealed class Entry(long seq, NewEvent added)
    {
        public long Seq => seq;
        public NewEvent Added => added;
        public int Repeats { get; set; }
        public bool? KeyReused { get; init; }
    }

    private sealed record KeyRow(string Source, string Key, Entry Entry, DateTimeOffset Until);

    public IReadOnlyList<Entry> Kept => _kept;

    public long LastSeq => _kept.Count == 0 ? 0 : _kept[^1].Seq;

    public int KeptThoughRefused { get; private set; }

    public void Opened(DateTimeOffset now)
    {
        _rows.RemoveAll(row => row.Until <= now);
        _memory = null;
    }

    public void Refused(IReadOnlyList<NewEvent> batch, DateTimeOffset now)
    {
        Expire(now);
        _doubt.Add(batch);
    }

    public void Acknowledged(NewEvent sent, Appended got, DateTimeOffset now)
    {
        Expire(now);
        _doubt.Clear();
        var key = sent.SenderKey is { } senderKey ? (sent.Source, senderKey) : default((string Source, string Key)?);
        var known = key is { } one ? _memory!.GetValueOrDefault(one) : null;
        if (key is { } two && known is null && _rows.Exists(row => (row.Source, row.Key) == two && row.Until > now)) _unclear.Add(two);
        var unclear = key is { } three && _unclear.Contains(three);
        if (got.Repeat)
        {
            var entry = _kept.Find(candidate => candidate.Seq == got.Seq);
            Check(entry is not null && entry.Added.Id == got.Id && entry.Added.SenderKey == sent.SenderKey
                && entry.Added.Source == sent.Source && entry.Added.BodyHash == sent.BodyHash, $"{sent.Id} was merged into {got.Seq}, which is another event");
            Check(unclear || known?.Entry == entry, $"a repeat of key {sent.SenderKey} was merged, though its window is over");
            entry!.Repeats++;
            return;
        }
        Check(unclear || known is null || known.Entry.Added.BodyHash != sent.BodyHash, $"a repeat of key {sent.SenderKey} was kept twice");
        Check(got.Id == sent.Id && got.Seq == LastSeq + 1, $"{sent.Id} became {got.Id} at {got.Seq} after {LastSeq}");
        CheckHint(sent, got.RepeatOf);
        Add(sent, got.Seq, unclear ? null : known is not null);
    }

    /// <summary>The inbox was opened again: all that was acknowledged must be there, and of what was refused at most what nobody could tell.</summary>
    public void CheckAll(IEventLog log, bool wholeBatches)
    {
        var found = new List<KeptEvent>();
        while (log.After(found.Count == 0 ? 0 : found[^1].Summary.Seq, 50, 1 << 20) is { Count: > 0 } page) found.AddRange(page);
        Check(found.Count >= _kept.Count, $"{_kept.Count} were acknowledged, {found.Count} are there");
        for (var i = 0; i < _kept.Count; i++) CheckOne(_kept[i], found[i], afterStart: true);
        Adopt(found[_kept.Count..], wholeBatches);
        _doubt.Clear();
        Check(log.LastSeq() == LastSeq, $"the last place is {log.LastSeq()} instead of {LastSeq}");
    }

    /// <summary>A look at a part, as lists and exports do it.</summary>
    public void Look(IEventLog log, int from, int limit)
    {
        Check(log.LastSeq() == LastSeq, $"the last place is {log.LastSeq()} instead of {LastSeq}");
        var after = log.After(from, limit, long.MaxValue);
        var expected = _kept.Where(entry => entry.Seq > from).Take(limit).ToList();
        Check(after.Count == expected.Count, $"{after.Count} events after {from} instead of {expected.Count}");
        for (var i = 0; i < after.Count; i++) CheckOne(expected[i], after[i], afterStart: false);
        var newest = log.Newest(from + 1, limit).Select(summary => summary.Seq);
        Check(newest.SequenceEqual(_kept.Where(entry => entry.Seq <= from).Select(entry => entry.Seq).Reverse().Take(limit)), "the newest are others");
        foreach (var entry in expected.Take(2)) CheckOne(entry, log.Find(entry.Added.Id), afterStart: false);
        foreach (var batch in _doubt) Check(batch.All(refused => IsKept(refused.Id) || log.Find(refused.Id) is null), "what was refused is shown");
    }

    public static void Check(bool right, string what)
    {
        if (!right) throw new InboxBrokenException(what);
    }

    private void CheckOne(Entry entry, KeptEvent? kept, bool afterStart)
    {
        Check(kept is not null, $"{entry.Added.Id} can't be found");
        var (summary, sent) = (kept!.Summary, entry.Added);
        Check(summary.Id == sent.Id && summary.Seq == entry.Seq, $"{summary.Id} stands at {summary.Seq} instead of {sent.Id} at {entry.Seq}");
        Check(kept.Body.AsSpan().SequenceEqual(sent.Body.Span) && kept.Headers.AsSpan().SequenceEqual(sent.Headers.Span), $"{sent.Id} has another body or headers");
        Check((summary.Source, summary.SenderKey, summary.ReceivedAt) == (sent.Source, sent.SenderKey, sent.ReceivedAt), $"{sent.Id} is described otherwise");
        Check(entry.KeyReused is null || summary.KeyReused == entry.KeyReused, $"{sent.Id}: the key counts as reused: {summary.KeyReused}");
        Check(kept.Items.SequenceEqual(sent.Items), $"{sent.Id} has other items");
        CheckHint(sent, summary.RepeatOf);
        var maybe = afterStart ? _doubt.Sum(batch => batch.Count(one => (one.Source, one.SenderKey, one.BodyHash) == (sent.Source, sent.SenderKey, sent.BodyHash))) : 0;
        Check(summary.Repeats >= entry.Repeats && summary.Repeats <= entry.Repeats + maybe, $"{sent.Id} has {summary.Repeats} repeats instead of {entry.Repeats} to {entry.Repeats + maybe}");
        entry.Repeats = summary.Repeats;
    }

    // A look-alike is a hint that may be missing; one that is there must be true.
    private void CheckHint(NewEvent sent, Guid? repeatOf)
    {
        if (repeatOf is null) return;
        var earlier = _kept.Find(entry => entry.Added.Id == repeatOf);
        Check(earlier is not null && earlier.Added.Source == sent.Source && earlier.Added.BodyHash == sent.BodyHash, $"{sent.Id} looks like {repeatOf}, which does not");
    }

    private void Adopt(List<KeptEvent> extra, bool wholeBatches)
    {
        if (extra.Count == 0) return;
        var batch = _doubt.Find(one => one.Any(sent => sent.Id == extra[0].Summary.Id));
        foreach (var kept in extra)
        {
            var sent = _doubt.SelectMany(one => one).FirstOrDefault(one => one.Id == kept.Summary.Id);
            Check(sent is not null, $"{kept.Summary.Id} is there and was never sent, or refused long ago");
            Check(!wholeBatches || batch!.Any(one => one.Id == kept.Summary.Id), "parts of two refused batches are there");
            Add(sent!, kept.Summary.Seq, kept.Summary.KeyReused, remember: false);
            _kept[^1].Repeats = kept.Summary.Repeats;
            CheckOne(_kept[^1], kept, afterStart: true);
        }
        KeptThoughRefused += extra.Count;
        if (wholeBatches) Check(batch!.All(sent => IsKept(sent.Id) || IsMerged(sent)), "a part of a batch is there");
    }

    private bool IsMerged(NewEvent sent) => sent.SenderKey is not null
        && _kept.Exists(entry => (entry.Added.Source, entry.Added.SenderKey, entry.Added.BodyHash) == (sent.Source, sent.SenderKey, sent.BodyHash));

    private bool IsKept(Guid id) => _kept.Exists(entry => entry.Added.Id == id);

    private void Add(NewEvent sent, long seq, bool? keyReused, bool remember = true)
    {
        Check(seq > LastSeq && !IsKept(sent.Id), $"{sent.Id} is there twice, or at {seq} after {LastSeq}");
        var entry = new Entry(seq, sent) { KeyReused = keyReused };
        _kept.Add(entry);
        if (sent.SenderKey is not { } key || keyReused == true) return;
        var row = new KeyRow(sent.Source, key, entry, sent.ReceivedAt + sent.SenderKeyWindow);
        _rows.Add(row);
        if (remember && keyReused is not null) _memory![(sent.Source, key)] = row;
    }

    private void Expire(DateTimeOffset now)
    {
        if (_memory is null)
        {
            _memory = [];
            foreach (var row in _rows.Where(row => row.Until > now)) _memory[(row.Source, row.Key)] = row;
        }
        foreach (var (key, _) in _memory.Where(one => one.Value.Until <= now).ToList()) _memory.Remove(key);
    }
}

/// <summary>The inbox is not what it must be.</summary>
internal sealed class InboxBrokenException(string what) : Exception(what);
