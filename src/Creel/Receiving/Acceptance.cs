using Creel.Configuration;
using Creel.Inbox;
using Creel.Senders;

namespace Creel.Receiving;

/// <summary>Makes the event that is kept out of a request: of one that was read and verified, and of one that an operator lets in.</summary>
internal static class Acceptance
{
    public static NewEvent Accept(ReceivedRequest received, Source source, HeaderSnapshot headers)
    {
        var reading = FactsReader.Read(source.Sender, received.DecodedBody.Span, received.ContentType, received.RemoteAddress, headers.Lines);
        return new NewEvent
        {
            Id = EventId.New(received.At),
            ReceivedAt = received.At,
            Source = source.Name,
            Sender = source.Sender.Name,
            Verdict = received.Verdict,
            Method = received.Method,
            Path = received.Path,
            Query = headers.Query,
            RemoteAddress = received.RemoteAddress,
            Tls = received.Tls,
            Headers = headers.Lines,
            Body = received.Body,
            BodyHash = reading.SameBody ?? BodyHash.Of(received.Body.Span),
            BodyReading = reading.BodyReading,
            Facts = reading.Facts,
            Items = reading.Items,
            SenderKey = reading.SenderKey,
            SenderKeyWindow = source.Sender.SenderKey?.Window ?? TimeSpan.Zero,
            Redacted = headers.Redacted,
        };
    }
}
