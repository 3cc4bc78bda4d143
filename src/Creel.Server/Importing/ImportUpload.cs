using System.Buffers;

namespace Creel.Server.Importing;

/// <summary>
/// Sends events to the server, some hundred at a time: each answer says that so far all is on disk. One request at a time, so they
/// are kept in the order of the file, and neither side holds more than one of them.
/// </summary>
internal sealed class ImportUpload(ServerImport server, string? source, string? sender, ImportProgress progress)
{
    private const int MostLines = 1000;
    private const int MostBytes = 1 << 20;

    // Who feeds us line by line wants to see them arrive.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly List<long> _lines = [];
    private ArrayBufferWriter<byte> _text = new(MostBytes + (64 << 10));

    public ImportTotals Totals { get; } = new();

    public async Task RunAsync(IAsyncEnumerable<ImportItem> items, CancellationToken cancel)
    {
        await using var all = items.GetAsyncEnumerator(cancel);
        while (true)
        {
            var next = all.MoveNextAsync();
            if (!next.IsCompleted)
            {
                var pending = next.AsTask();
                if (_lines.Count > 0 && await Task.WhenAny(pending, Task.Delay(Quiet, cancel)) != pending) await SendAsync(cancel);
                next = new(pending);
            }
            if (!await next) break;
            if (all.Current.Problem is { } problem) Totals.Skip(all.Current.Line, problem);
            else Add(all.Current);
            if (_lines.Count >= MostLines || _text.WrittenCount >= MostBytes) await SendAsync(cancel);
        }
        if (_lines.Count > 0) await SendAsync(cancel);
    }

    private void Add(ImportItem item)
    {
        _lines.Add(item.Line);
        _text.Write(item.Json.Span);
        _text.Write("\n"u8);
    }

    private async Task SendAsync(CancellationToken cancel)
    {
        using (var answer = await server.PostAsync(_text.WrittenMemory, source, sender, cancel)) Totals.Add(answer.RootElement, _lines);
        _lines.Clear();
        if (_text.Capacity > 4 * MostBytes) _text = new(MostBytes + (64 << 10));
        else _text.ResetWrittenCount();
        progress.Show(Totals.Read);
    }
}
