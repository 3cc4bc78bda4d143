using System.Text.Json;
using Creel.Inbox;

namespace Creel.Importing;

/// <summary>A line of an export as it is written, checked; what it leaves open is decided by <see cref="ImportedEvent"/>.</summary>
internal sealed class ImportLine
{
    /// <summary>Holds any body of the default limit, however it is escaped.</summary>
    public const int Longest = 64 << 20;

    public required Guid Id { get; init; }
    public required ReadOnlyMemory<byte> Body { get; init; }
    public string? Source { get; init; }
    public string? Sender { get; init; }
    public DateTimeOffset? ReceivedAt { get; init; }
    public string? Method { get; init; }
    public string? Path { get; init; }
    public string? Query { get; init; }
    public string? RemoteAddress { get; init; }
    public string? Tls { get; init; }

    /// <summary>See <see cref="HeaderLines"/>.</summary>
    public byte[] Headers { get; init; } = [];

    public BodyReading BodyReading { get; init; }

    /// <summary>Null where the line says nothing of facts: then they are read out of the body.</summary>
    public Facts? Facts { get; init; }

    /// <summary>Empty: the one item has the facts of the event.</summary>
    public IReadOnlyList<Facts> Items { get; init; } = [];

    public string? SenderKey { get; init; }
    public bool KeyReused { get; init; }
    public int Repeats { get; init; }
    public Guid? RepeatOf { get; init; }
    public IReadOnlyList<string> Redacted { get; init; } = [];

    /// <exception cref="ImportException">It is no event; the message says why.</exception>
    public static ImportLine Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            var draft = new ImportDraft();
            draft.ReadEvent(ref reader);
            return draft.Line();
        }
        catch (JsonException)
        {
            throw new ImportException($"it is not JSON, or nested deeper than an event is, at byte {reader.BytesConsumed + 1} of the line");
        }
    }
}

/// <summary>A line is no event. The message goes on after "line 7: ".</summary>
internal sealed class ImportException(string why) : Exception(why);
