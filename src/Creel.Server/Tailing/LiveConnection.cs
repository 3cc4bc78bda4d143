using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace Creel.Server.Tailing;

/// <summary>One answer of the live feed, for as long as it lasts. The server gives a sign of life every 15 seconds; without one it is taken for gone.</summary>
internal sealed class LiveConnection : IAsyncDisposable
{
    private static readonly TimeSpan SilentAtMost = TimeSpan.FromSeconds(45);

    private readonly HttpResponseMessage _answer;
    private readonly CancellationTokenSource _silence;
    private readonly SseParser<JsonElement> _parser;
    private readonly IAsyncEnumerator<SseItem<JsonElement>> _items;

    public LiveConnection(HttpResponseMessage answer, Stream stream, TimeProvider time)
    {
        _answer = answer;
        _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _parser = SseParser.Create(new HeardStream(stream, _silence, SilentAtMost), (_, data) => Read(data));
        _items = _parser.EnumerateAsync().GetAsyncEnumerator(_silence.Token);
    }

    /// <summary>Where to go on: behind what was read, and behind what the server looked at since.</summary>
    public string? Cursor { get; set; }

    /// <summary>Ends with it.</summary>
    public IDisposable? Owned { get; set; }

    /// <summary>Why it ended.</summary>
    public string Why { get; private set; } = "it ended the stream";

    /// <summary>The next item; null when the connection has ended, however it did.</summary>
    public async Task<LiveItem?> NextAsync(CancellationToken cancel)
    {
        using var cancelled = cancel.Register(_silence.Cancel);
        try
        {
            if (!await _items.MoveNextAsync()) return null;
            Cursor = _items.Current.EventId ?? Cursor;
            return new LiveItem(_items.Current.EventType, _items.Current.Data, Cursor ?? "");
        }
        catch (OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            Why = "nothing was heard of it";
            return null;
        }
        catch (IOException)
        {
            Why = "the connection was cut";
            return null;
        }
        finally
        {
            // It may have said more of its place than the items had.
            if (_parser.LastEventId is { Length: > 0 } seen) Cursor = seen;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _silence.CancelAsync();
        await _items.DisposeAsync();
        _answer.Dispose();
        _silence.Dispose();
        Owned?.Dispose();
    }

    private static JsonElement Read(ReadOnlySpan<byte> data)
    {
        try
        {
            var reader = new Utf8JsonReader(data);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException e)
        {
            throw CommandException.Failed($"The server sent something that is not JSON: {e.Message}", $"See its log. It began: {Printing.TerminalText.Clean(Encoding.UTF8.GetString(data[..Math.Min(data.Length, 60)]))}");
        }
    }
}
