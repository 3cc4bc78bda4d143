using Creel.Configuration;
using Creel.Inbox;

namespace Creel.Receiving;

/// <summary>
/// Makes an event of a refused request, because an operator says so: read, decided and kept like any other, with the time at
/// which it came and the verdict <see cref="Verdict.Accepted"/>.
/// </summary>
/// <remarks>
/// Exactly once, though quarantine and inbox are two files and can't be written as one. The event takes over the refused
/// request's id, which is unique in the inbox. Only this process writes there (its owner lock), and accepting is done one at a
/// time, so to look for the id in the inbox before appending decides it: a second click finds the mark, a crash between the
/// event's commit and the mark leaves an event that the next try finds and only marks. The one thing that leaves no event of
/// that id is a repeat, which is merged into the event it repeats; if its mark is lost it may be counted as a repeat twice.
/// </remarks>
internal sealed class QuarantineAcceptance(
    IQuarantineStore quarantine, IEventLog log, InboxWriter inbox, Func<Topology> topology, TimeProvider time)
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <param name="id">The refused request.</param>
    /// <param name="sourceName">The source to take it as; null: the one it was sent to.</param>
    /// <param name="cancel">Ends the waiting, not the keeping.</param>
    /// <exception cref="StoreUnavailableException">It could not be read or kept; it may be tried again.</exception>
    public async Task<AcceptOutcome> AcceptAsync(Guid id, string? sourceName, CancellationToken cancel)
    {
        await _oneAtATime.WaitAsync(cancel);
        try
        {
            if (quarantine.Find(id) is not { } refused) return AcceptOutcome.Missing;
            if (refused.Row.AcceptedAs is { } earlier) return new(earlier, Already: true);
            if (log.Find(id) is not null) return Mark(refused, new(id, Already: true));
            if (WhyNot(refused, sourceName) is { } problem) return AcceptOutcome.Refused(problem);
            var kept = await inbox.KeepAsync(Event(refused, Source(refused, sourceName)!));
            return Mark(refused, new(kept.Id, Repeat: kept.Repeat));
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private string? WhyNot(QuarantinedRequest refused, string? sourceName) => refused.Row switch
    {
        { Extent: BodyExtent.Unread } => "Its body was never read, so there is nothing to make an event of. Have the sender send it again.",
        { Extent: BodyExtent.Cut } =>
            "Only the beginning of its body is there; an event must be whole. Have the sender send it again.",
        { Size: 0 } => "It has no body: that was a probe, not an event.",
        { Source: null } when sourceName is null =>
            $"It was sent to {refused.Row.Path}, where there is no source. Say which one it was meant for (--source NAME; ?source=NAME): {Names()}.",
        _ when Source(refused, sourceName) is null =>
            $"There is no source `{sourceName ?? refused.Row.Source}` any more. Say which one it is for (--source NAME; ?source=NAME): {Names()}.",
        _ => null,
    };

    private Source? Source(QuarantinedRequest refused, string? sourceName) =>
        topology().Sources.FirstOrDefault(source => source.Name == (sourceName ?? refused.Row.Source));

    private string Names() => string.Join(", ", topology().Sources.Select(source => source.Name));

    private AcceptOutcome Mark(QuarantinedRequest refused, AcceptOutcome outcome)
    {
        try
        {
            quarantine.MarkAccepted(refused.Row.Id, outcome.EventId!.Value, time.GetUtcNow());
        }
        catch (StoreUnavailableException)
        {
            // The event is kept, which is what was asked for; the next try will find it.
        }
        return outcome;
    }

    private static NewEvent Event(QuarantinedRequest refused, Source source)
    {
        var row = refused.Row;
        using var share = new MemoryBudget(MemoryBudget.Default).Open();
        var (decoded, undecoded) = ContentEncodings.Decode(refused.Body, HeaderLines.Joined(refused.Headers, "Content-Encoding"), source.BodyLimit, share);
        var received = new ReceivedRequest
        {
            At = row.FirstAt,
            Method = row.Method,
            Path = row.Path,
            RemoteAddress = row.RemoteAddress,
            Tls = refused.Tls,
            Verdict = Verdict.Accepted,
            ContentType = undecoded is null ? HeaderLines.Joined(refused.Headers, "Content-Type") : null,
            Body = refused.Body,
            DecodedBody = decoded,
        };
        var accepted = Acceptance.Accept(received, source, new HeaderSnapshot(refused.Headers, refused.Query, row.Redacted)) with { Id = row.Id };
        // A body that can't be decoded may be the very reason for the refusal: it is let in as it is, and said not to be read.
        return undecoded is null ? accepted : accepted with { BodyReading = BodyReading.Unparsed };
    }
}
