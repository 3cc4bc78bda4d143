using System.Text;
using Creel.Faults.Disk;
using Creel.Inbox;
using Creel.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Creel.Faults;

/// <summary>What a run came to.</summary>
internal sealed record Tally
{
    public long Acknowledged { get; set; }
    public long Refused { get; set; }
    public long KeptThoughRefused { get; set; }
    public long PowerLosses { get; set; }
    public long Kills { get; set; }
    public long Restarts { get; set; }
}

/// <summary>
/// A real store, with or without the writer before it, taken through steps and compared with the model after each of them.
/// Without a simulated disk it is killed by going on with a copy of its files.
/// </summary>
internal sealed class InboxRun(string directory, SimulatedDisk? disk, bool throughWriter, int seed) : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _clock = new(Noon);
    private readonly InboxModel _model = new();
    private readonly Random _random = new(seed);
    private SqliteEventStore? _store;
    private InboxWriter? _writer;
    private Exception? _writerDied;
    private string _at = "";
    private int _number;

    public Tally Tally { get; } = new();

    private string InboxFile => Path.Combine(directory, _at, "inbox.db");

    public void Do(Step step)
    {
        // A disk may fail before there is an inbox.
        if (_store is null && step is not (LosePower or Fail or Heal)) Open();
        switch (step)
        {
            case Send send: Send(send); break;
            case Wait wait: _clock.Step(wait.By); break;
            case Restart _: StopAndStart(); break;
            case Kill _: KillProcess(); break;
            case Fold fold: Fold(fold.Mode); break;
            case Look look: _model.Look(_store!, look.From, look.Limit); break;
            case LosePower lose: disk?.LosePowerAfter(lose.After); break;
            case Fail fail: disk?.Fail(fail.Kinds, fail.Errno, fail.After, fail.Times); break;
            case Heal _: disk?.Heal(); break;
            default: throw new ArgumentException($"{step} is no step", nameof(step));
        }
        if (disk?.Lost == true) Recover();
        if (_writerDied is not null) throw new InboxBrokenException($"the writer died: {_writerDied}");
    }

    /// <summary>Ends with a proper stop and a last comparison.</summary>
    public void Finish()
    {
        disk?.PowerOn();
        StopAndStart();
        Close();
        Tally.KeptThoughRefused = _model.KeptThoughRefused;
    }

    public void Dispose() => Close();

    private void Send(Send send)
    {
        var batch = send.Batch.Select(Event).ToList();
        if (send.Poisoned && _model.Kept.Count > 0) batch.Add(Event(send.Batch[0] with { Key = 0 }) with { Id = _model.Kept[0].Added.Id });
        var failedBefore = disk?.Failed;
        var refused = throughWriter ? KeepEach(batch) : AppendTogether(batch);
        Tally.Refused += refused;
        Tally.Acknowledged += batch.Count - refused;
        if (refused > 0 && !send.Poisoned && (disk is null || (!disk.Lost && disk.Failed == failedBefore)))
            throw new InboxBrokenException("events were refused though nothing was wrong with the disk");
    }

    private int AppendTogether(List<NewEvent> batch)
    {
        var now = _clock.GetUtcNow();
        try
        {
            var appended = _store!.Append(batch);
            for (var i = 0; i < batch.Count; i++) _model.Acknowledged(batch[i], appended[i], now);
            return 0;
        }
        catch (StoreUnavailableException)
        {
            _model.Refused(batch, now);
            return batch.Count;
        }
    }

    private int KeepEach(List<NewEvent> batch)
    {
        var now = _clock.GetUtcNow();
        var results = batch.ConvertAll(added => (Added: added, Kept: _writer!.KeepAsync(added)));
        var refused = 0;
        foreach (var (added, kept) in results)
        {
            try
            {
                _model.Acknowledged(added, kept.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System).GetAwaiter().GetResult(), now);
            }
            catch (StoreUnavailableException)
            {
                _model.Refused([added], now);
                refused++;
            }
        }
        return refused;
    }

    private void StopAndStart()
    {
        Tally.Restarts++;
        Close();
        Open();
    }

    private void KillProcess()
    {
        Tally.Kills++;
        if (disk is not null)
        {
            disk.KillProcess();
            return;
        }
        var next = Directory.CreateDirectory(Path.Combine(directory, $"after-{Tally.Kills}"));
        foreach (var file in new DirectoryInfo(Path.Combine(directory, _at)).GetFiles("inbox.db*")) file.CopyTo(Path.Combine(next.FullName, file.Name));
        Close();
        _at = next.Name;
        Open();
    }

    private void Fold(string mode)
    {
        try
        {
            using var connection = SqliteFile.OpenForCheckpoint(InboxFile);
            connection.Execute($"PRAGMA wal_checkpoint({mode})");
        }
        catch (SqliteException) when (disk is not null && (disk.Lost || disk.Failed > 0))
        {
            // The disk failed, as it was told to.
        }
    }

    private void Recover()
    {
        Close();
        disk!.PowerOn();
        // Now and then the power goes again while the inbox is put in order.
        if (_random.Next(4) == 0) disk.LosePowerAfter(_random.Next(1, 25));
        Open();
    }

    private void Open()
    {
        for (var attempt = 0; ; attempt++)
        {
            var failed = disk?.Failed;
            try
            {
                _store = SqliteEventStore.Open(InboxFile, Path.Combine(directory, _at, "owner.lock"), _clock);
                _model.Opened(_clock.GetUtcNow());
                CheckIntegrity();
                _model.CheckAll(_store, wholeBatches: !throughWriter);
                break;
            }
            catch (Exception e) when (attempt < 4 && disk is not null && (disk.Lost || disk.Failed > failed) && e is not InboxBrokenException)
            {
                Close();
                disk.PowerOn();
            }
        }
        if (!throughWriter) return;
        _writer = new InboxWriter(_store, new InboxObserver { WriterDied = e => _writerDied = e }, TimeProvider.System);
    }

    private void Close()
    {
        _writer?.Dispose();
        _store?.Dispose();
        (_writer, _store) = (null, null);
    }

    private void CheckIntegrity()
    {
        using var connection = SqliteFile.OpenForReading(InboxFile);
        using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check(3)";
        var found = (string)check.ExecuteScalar()!;
        InboxModel.Check(found == "ok", $"the file is damaged: {found}");
    }

    private NewEvent Event(Sent sent)
    {
        _number++;
        var text = sent.Body == 0 ? $"{{\"number\": {_number}, \"of\": {seed}, \"text\": \"" : $"{{\"alike\": {sent.Body}, \"text\": \"";
        var body = Encoding.UTF8.GetBytes(text + new string((char)('a' + (sent.Body + _number * (sent.Body == 0 ? 1 : 0)) % 26), sent.Body == 0 ? sent.Size : 40) + "\"}");
        var facts = new Facts { Type = "made-up", Title = $"Event {_number}", Level = 3 };
        return new NewEvent
        {
            Id = Guid.CreateVersion7(_clock.GetUtcNow()),
            ReceivedAt = _clock.GetUtcNow(),
            Source = $"source-{sent.Source}",
            Sender = "generic",
            Verdict = Verdict.Verified,
            Method = "POST",
            Path = "/webhook",
            RemoteAddress = "192.0.2.7",
            Headers = HeaderLines.Encode([new("Content-Type", "application/json"), new("X-Number", _number.ToString(System.Globalization.CultureInfo.InvariantCulture))]),
            Body = body,
            BodyHash = BodyHash.Of(body),
            Facts = facts,
            Items = sent.Size % 7 == 0 ? [facts, facts with { Title = "second" }] : [facts],
            SenderKey = sent.Key == 0 ? null : $"key-{sent.Key}",
            SenderKeyWindow = sent.Key == 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(30),
        };
    }
}
