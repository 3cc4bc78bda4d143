using System.Text;
using Creel.Search;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Configuration;

/// <summary>The sources of a file, each checked by itself and against the others.</summary>
internal static class SourceCompiler
{
    /// <summary>What fits into memory a few times over.</summary>
    private const long LargestBody = 256L << 20;

    private const int LongestAnswer = 64 << 10;

    public static IReadOnlyList<Source> Compile(ConfigOptions options, SenderCatalog senders, ConfigProblems problems)
    {
        var hasClientCa = options.Tls?.Given.Contains("clientCa") ?? false;
        var sources = options.Sources.Select(named => Compile(named, hasClientCa, senders, problems)).OfType<Source>().ToList();
        Once(options.Sources, named => named.Value.Path is { } path ? path with { Value = SourcePath.Bare(path.Value) } : null, problems,
            (path, other) => ($"the source {other} has the path {path.Shown} too.", "Give each source a path of its own."));
        Once(options.Sources, named => named.Value.Save, problems,
            (save, other) => ($"the source {other} saves to {save.Shown} too.", "Give each source a file of its own."));
        return sources;
    }

    private static Source? Compile(Named<SourceOptions> named, bool hasClientCa, SenderCatalog senders, ConfigProblems problems)
    {
        var source = named.Value;
        var before = problems.Count;
        SourcePath.Check(named, problems);
        var sender = Sender(source, senders, problems);
        var credentials = SourceCredentialsCompiler.Compile(named, sender, hasClientCa, problems);
        var signing = sender is null ? ([], SourceSignatures.None) : SourceSignaturesCompiler.Compile(source, sender, problems);
        var respond = Respond(source.Respond, sender?.Acknowledge, problems);
        var retention = RetentionCompiler.Compile(source.Retention, problems);
        if (source.BodyLimit is { Value: > LargestBody } limit)
            problems.Add(limit.Place, $"is {limit.Shown}, more than the {LargestBody >> 20}MiB that a body may have at most.", "Write less: no sender known sends bodies of such a size.");
        if (problems.Count > before || sender is null || source.Path is null) return null;
        return new Source
        {
            Name = named.Name.Value,
            Path = SourcePath.Bare(source.Path.Value),
            Sender = sender,
            Basic = credentials.Basic,
            Bearer = credentials.Bearer,
            Headers = credentials.Headers,
            Schemes = signing.Schemes,
            Signatures = signing.Signatures,
            Secrets = [.. source.Secrets.Select(secret => secret.Value)],
            KeepSecrets = source.KeepSecrets?.Value ?? false,
            ClientSubjects = [.. (source.ClientCertificates?.Value ?? []).Select(subject => subject.Value)],
            Open = source.Open?.Value ?? false,
            Allow = [.. source.Allow.Select(network => network.Value)],
            RequireJson = source.RequireJson?.Value ?? false,
            SaveFile = source.Save?.Value,
            Retention = retention,
            BodyLimit = source.BodyLimit?.Value ?? sender.BodyLimit ?? Source.DefaultBodyLimit,
            AcknowledgeStatus = respond.Status,
            AcknowledgeBody = respond.Body,
            AcknowledgeType = respond.Type,
        };
    }

    private static SenderProfile? Sender(SourceOptions source, SenderCatalog senders, ConfigProblems problems)
    {
        if (source.Sender is not { } written) return source.Given.Contains("sender") ? null : senders.Find("generic");
        if (senders.Find(written.Value) is { } sender) return sender;
        var all = senders.All.Select(profile => profile.Name).ToList();
        problems.Add(written.Place, $"there is no sender {written.Shown}.", NearestName.Of(written.Value, all) is { } nearest
            ? $"Did you mean `{nearest}`?"
            : $"This version knows {string.Join(", ", all)}; generic takes events of any sender.");
        return null;
    }

    private static (int Status, byte[] Body, string Type) Respond(RespondOptions? respond, AcknowledgeData? wanted, ConfigProblems problems)
    {
        const string text = "text/plain; charset=utf-8";
        var status = respond?.Status?.Value ?? wanted?.Status ?? 202;
        // These statuses have no body by definition: what is set beside one would never be sent.
        var isBodiless = status is 204 or 205;
        if (respond?.Body is not { } body) return (status, isBodiless ? [] : Encoding.UTF8.GetBytes(wanted?.Body ?? "Webhook notification received"), wanted?.ContentType ?? text);
        if (isBodiless && body.Value.Length > 0) problems.Add(body.Place, $"an answer with status {status} has no body.", "Remove the body, or answer with 200.");
        var bytes = Encoding.UTF8.GetBytes(body.Value);
        if (bytes.Length > LongestAnswer) problems.Add(body.Place, "is too long for an answer.", $"Write at most {LongestAnswer >> 10} KiB; senders read little of it.");
        return (status, bytes, text);
    }

    private static void Once(IReadOnlyList<Named<SourceOptions>> sources, Func<Named<SourceOptions>, Located<string>?> value, ConfigProblems problems,
        Func<Located<string>, string, (string What, string Remedy)> complain)
    {
        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            if (value(source) is not { } one || first.TryAdd(one.Value, source.Name.Value)) continue;
            var (what, remedy) = complain(one, first[one.Value]);
            problems.Add(one.Place, what, remedy);
        }
    }
}
