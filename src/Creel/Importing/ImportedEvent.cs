using Creel.Configuration;
using Creel.Inbox;
using Creel.Senders;

namespace Creel.Importing;

/// <summary>Makes the event that is kept out of an imported line.</summary>
internal static class ImportedEvent
{
    /// <summary>The profile of lines that name no sender, at a source that is not configured.</summary>
    private const string AnySender = "generic";

    /// <param name="line">What is written.</param>
    /// <param name="source">The source to take it as; null: the one it names.</param>
    /// <param name="sender">The sender whose profile reads its facts anew; null: they are taken as written, where they are.</param>
    /// <param name="topology">What is configured.</param>
    /// <param name="now">The time of the import.</param>
    /// <exception cref="ImportException">It leaves open what nothing else says.</exception>
    public static NewEvent Make(ImportLine line, Source? source, SenderProfile? sender, Topology topology, DateTimeOffset now)
    {
        if (source is null && line.Source is null) source = OnlySource(topology);
        var name = source?.Name ?? line.Source!;
        var configured = source ?? topology.Sources.FirstOrDefault(one => one.Name == name);
        var senderName = sender?.Name ?? line.Sender ?? configured?.Sender.Name ?? AnySender;
        var added = new NewEvent
        {
            Id = line.Id,
            ReceivedAt = line.ReceivedAt ?? now,
            Source = name,
            Sender = senderName,
            Verdict = Verdict.Imported,
            Method = line.Method ?? "POST",
            Path = line.Path is { Length: > 0 } path ? path : configured?.Path ?? "/",
            Query = line.Query ?? "",
            RemoteAddress = line.RemoteAddress ?? "",
            Tls = line.Tls,
            Headers = line.Headers,
            Body = line.Body,
            BodyHash = BodyHash.Of(line.Body.Span),
            BodyReading = line.BodyReading,
            Facts = line.Facts ?? Facts.None,
            Items = line.Items.Count > 1 ? line.Items : [line.Facts ?? Facts.None],
            SenderKey = line.SenderKey,
            Redacted = line.Redacted,
            Imported = new ImportMarks
            {
                ReceivedAtUnknown = line.ReceivedAt is null,
                KeyReused = line.KeyReused,
                Repeats = line.Repeats,
                RepeatOf = line.RepeatOf,
            },
        };
        if ((sender ?? topology.Senders.Find(senderName)) is not { } profile) return added;
        if (configured?.KeepSecrets != true) added = WithoutSecrets(added, profile);
        return sender is null && line.Facts is not null ? added : WithFacts(added, profile);
    }

    private static NewEvent WithoutSecrets(NewEvent added, SenderProfile profile)
    {
        if (!profile.BodySecrets.Any || Decoded(added) is not { } decoded || profile.BodySecrets.Overwrite(decoded.Span, out var hidden) is not { } clean) return added;
        return added with
        {
            Body = clean,
            BodyHash = BodyHash.Of(clean),
            Headers = HeaderLines.Without(added.Headers.ToArray(), "Content-Encoding"),
            Redacted = [.. added.Redacted.Union(hidden)],
        };
    }

    private static NewEvent WithFacts(NewEvent added, SenderProfile profile)
    {
        var headers = added.Headers.Span;
        if (Decoded(added) is not { } body) return added with { BodyReading = BodyReading.Unparsed };
        var reading = FactsReader.Read(profile, body.Span, HeaderLines.Joined(headers, "Content-Type"), added.RemoteAddress, headers);
        return added with
        {
            BodyHash = reading.SameBody ?? added.BodyHash,
            BodyReading = reading.BodyReading,
            Facts = reading.Facts,
            Items = reading.Items,
            SenderKey = added.SenderKey ?? reading.SenderKey,
        };
    }

    /// <summary>The body unpacked; null when that can't be done.</summary>
    private static ReadOnlyMemory<byte>? Decoded(NewEvent added)
    {
        if (HeaderLines.Joined(added.Headers.Span, "Content-Encoding") is not { Length: > 0 } encoding) return added.Body;
        return ContentCoding.Decode(added.Body, encoding, ImportLine.Longest) is { Length: < ImportLine.Longest } decoded ? decoded : null;
    }

    private static Source OnlySource(Topology topology) => topology.Sources is [var only]
        ? only
        : throw new ImportException($"it names no `source`, and there are several: {string.Join(", ", topology.Sources.Select(one => one.Name))}");
}
