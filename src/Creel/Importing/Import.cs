using Creel.Configuration;
using Creel.Inbox;
using Creel.Json;

namespace Creel.Importing;

/// <summary>
/// Brings lines of an export into the inbox, the way every event goes: through the one writer, on disk before it is counted.
/// A few dozen are under way at once, so an import takes no room from senders, however long it is.
/// </summary>
internal sealed class Import(InboxWriter inbox, Func<Topology> topology, TimeProvider time)
{
    private const int MostAtOnce = 4;
    private const int GroupEvents = 64;
    private const long GroupBytes = 4 << 20;

    /// <summary>How long nothing may come before an import is given up.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ImportPace _pace = new(inbox, time);
    private long _added;
    private int _running;

    /// <summary>Events added since the start.</summary>
    public long Added => Interlocked.Read(ref _added);

    /// <param name="lines">NDJSON, read as it comes.</param>
    /// <param name="sourceName">The source to take all of them as; null: as they say.</param>
    /// <param name="senderName">The sender to read their facts by; null: as they say.</param>
    /// <param name="cancel">Ends it between two events.</param>
    /// <exception cref="StoreUnavailableException">It could not go on. What it says was added is on disk.</exception>
    /// <exception cref="TimeoutException">Nothing came for <see cref="Patience"/>.</exception>
    public async Task<ImportTally> RunAsync(Stream lines, string? sourceName, string? senderName, CancellationToken cancel)
    {
        var source = topology().Sources.FirstOrDefault(one => one.Name == sourceName);
        if (sourceName is not null && source is null)
            return new() { Refused = $"There is no source of that name. There are: {string.Join(", ", topology().Sources.Select(one => one.Name))}." };
        var sender = senderName is null ? null : topology().Senders.Find(senderName);
        if (senderName is not null && sender is null)
            return new() { Refused = $"There is no sender of that name. There are: {string.Join(", ", topology().Senders.All.Select(one => one.Name))}." };
        if (Interlocked.Increment(ref _running) > MostAtOnce)
        {
            Interlocked.Decrement(ref _running);
            throw new StoreUnavailableException($"{MostAtOnce} imports are under way already") { Reason = "too many imports" };
        }
        try
        {
            return await ReadAsync(new LineReader(lines, ImportLine.Longest), line => ImportedEvent.Make(line, source, sender, topology(), time.GetUtcNow()), cancel);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task<ImportTally> ReadAsync(LineReader lines, Func<ImportLine, NewEvent> make, CancellationToken cancel)
    {
        var tally = new ImportTally();
        var group = new List<NewEvent>(GroupEvents);
        var (bytes, mark) = (0L, _pace.Begin());
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            while (true)
            {
                var next = lines.NextAsync(either.Token);
                if (!next.IsCompleted)
                {
                    // What is here is kept while nothing more comes.
                    await KeepAsync(group, tally, cancel);
                    bytes = 0;
                    patience.CancelAfter(Patience);
                }
                var kind = await next;
                patience.CancelAfter(Timeout.InfiniteTimeSpan);
                if (kind == LineKind.End) break;
                if (kind == LineKind.TooLong) TooLong(lines.Number, tally);
                else if (Parse(lines, make, tally) is { } added)
                {
                    group.Add(added);
                    bytes += added.Body.Length;
                }
                if (group.Count < GroupEvents && bytes < GroupBytes) continue;
                await KeepAsync(group, tally, cancel);
                bytes = 0;
                mark = await _pace.RestAsync(mark, cancel);
            }
            await KeepAsync(group, tally, cancel);
            return tally;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"Nothing came for {Patience.TotalSeconds:0} s. {Came(tally)}");
        }
    }

    private static NewEvent? Parse(LineReader lines, Func<ImportLine, NewEvent> make, ImportTally tally)
    {
        var text = lines.Line.Span;
        if (lines.Number == 1 && text.StartsWith("\uFEFF"u8)) text = text[3..];
        if (text.Trim(" \t\r"u8).IsEmpty) return null;
        tally.Read++;
        try
        {
            return make(ImportLine.Read(text));
        }
        catch (ImportException e)
        {
            tally.Reject(lines.Number, e.Message);
            return null;
        }
    }

    private static void TooLong(long line, ImportTally tally)
    {
        tally.Read++;
        tally.Reject(line, $"it is longer than {ImportLine.Longest >> 20} MiB");
    }

    private async Task KeepAsync(List<NewEvent> group, ImportTally tally, CancellationToken cancel)
    {
        if (group.Count == 0) return;
        await _pace.EnterAsync(group.Count, cancel);
        var waiting = new List<Task<Appended>>(group.Count);
        StoreUnavailableException? failed = null;
        try
        {
            foreach (var added in group) waiting.Add(inbox.KeepAsync(added));
        }
        catch (StoreUnavailableException e)
        {
            failed = e;
        }
        foreach (var one in waiting)
        {
            try { Count(await one, tally); }
            catch (StoreUnavailableException e) { failed ??= e; }
        }
        group.Clear();
        if (failed is not null) throw new StoreUnavailableException($"{failed.Message}. {Came(tally)}", failed) { Reason = failed.Reason };
    }

    private void Count(in Appended appended, ImportTally tally)
    {
        if (appended.Repeat)
        {
            tally.Already++;
            return;
        }
        tally.Added++;
        Interlocked.Increment(ref _added);
    }

    private static string Came(ImportTally tally) =>
        $"Until then {tally.Added} events were added and {tally.Already} were there already; import the same lines again: none is added twice.";
}
