using Creel.Inbox;

namespace Creel.Search;

/// <summary>Facts that are texts. From <see cref="Type"/> on each item of a batch has its own.</summary>
internal enum TextFact
{
    Source, Sender, Method, Path, RemoteAddress, SenderKey,
    Type, Title, Status, Subject, Correlation, Link,
}

/// <summary>Facts that are numbers, or are kept as one. From <see cref="Level"/> on each item of a batch has its own.</summary>
internal enum NumberFact
{
    /// <summary>Microseconds since 1970.</summary>
    ReceivedAt,
    Verdict, Size, BodyReading, Repeats,

    /// <summary>1 where something was taken out before it was kept, else 0.</summary>
    Redacted,
    Level, Test,

    /// <summary>Microseconds since 1970.</summary>
    OccurredAt,
}

/// <summary>Where the facts stand that queries ask for.</summary>
internal static class EventFacts
{
    public static bool IsOfItem(this TextFact fact) => fact >= TextFact.Type;

    public static bool IsOfItem(this NumberFact fact) => fact >= NumberFact.Level;

    public static string? Text(TextFact fact, KeptEvent e, Facts item) => fact switch
    {
        TextFact.Source => e.Summary.Source,
        TextFact.Sender => e.Summary.Sender,
        TextFact.Method => e.Summary.Method,
        TextFact.Path => e.Summary.Path,
        TextFact.RemoteAddress => e.RemoteAddress,
        TextFact.SenderKey => e.Summary.SenderKey,
        TextFact.Type => item.Type,
        TextFact.Title => item.Title,
        TextFact.Status => item.Status,
        TextFact.Subject => item.Subject,
        TextFact.Correlation => item.Correlation,
        TextFact.Link => item.Link,
        _ => throw new InvalidOperationException($"No fact {fact}."),
    };

    public static long? Number(NumberFact fact, KeptEvent e, Facts item) => fact switch
    {
        NumberFact.ReceivedAt => Microseconds(e.Summary.ReceivedAt),
        NumberFact.Verdict => (long)e.Summary.Verdict,
        NumberFact.Size => e.Summary.Size,
        NumberFact.BodyReading => (long)e.Summary.BodyReading,
        NumberFact.Repeats => e.Summary.Repeats,
        NumberFact.Redacted => e.Summary.Redacted.Count > 0 ? 1 : 0,
        NumberFact.Level => item.Level,
        NumberFact.Test => item.Test ? 1 : 0,
        NumberFact.OccurredAt => item.OccurredAt is { } at ? Microseconds(at) : null,
        _ => throw new InvalidOperationException($"No fact {fact}."),
    };

    /// <summary>A time as stores keep it: so an event is the same before it is stored and after.</summary>
    public static long Microseconds(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
