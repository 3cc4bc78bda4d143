using System.Text;
using System.Text.Json;
using Creel.Configuration;
using Creel.Inbox;

namespace Creel.Server.Configuring;

/// <summary>What `creel check` says: what would be served, or all that is wrong.</summary>
internal static class ConfigSummary
{
    public static string Text(string? file, Configured configured, Topology topology)
    {
        var text = new StringBuilder();
        text.AppendLine(file is null
            ? $"There is no configuration file (looked for {string.Join(", ", ConfigChoice.Usual)}), so the defaults would be in force:"
            : $"{file} is good. It would be served like this:");
        Line(text, "Receiving at", string.Join(", ", Listen(configured)));
        if (configured.PublicUrl is { } url) Line(text, "Public URL", url);
        Line(text, "Console, API", Console(configured));
        if (configured.TrustedProxies.Count > 0) Line(text, "Proxies", string.Join(", ", configured.TrustedProxies));
        if (configured.Tls.Certificate is { } certificate) Line(text, "Certificate", certificate);
        if (configured.Tls.Names.Count > 0) Line(text, "Names", string.Join(", ", configured.Tls.Names));
        if (Kept(configured.Retention) is { } kept) Line(text, "Kept", kept);
        foreach (var source in topology.Sources) Line(text, "Source", $"{source.Name} at {source.Path}, sender {source.Sender.Name}, {Credentials(source, file)}{From(source)}");
        return text.ToString();
    }

    public static byte[] Json(string? file, Configured? configured, Topology? topology, IReadOnlyList<ConfigProblem> problems)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteBoolean("ok", configured is not null);
            if (configured is not null) WriteServed(json, configured, topology!);
            else WriteProblems(json, problems);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WriteServed(Utf8JsonWriter json, Configured configured, Topology topology)
    {
        json.WriteStartArray("listen");
        foreach (var url in Listen(configured)) json.WriteStringValue(url);
        json.WriteEndArray();
        json.WriteString("console", Console(configured));
        json.WriteStartArray("sources");
        foreach (var source in topology.Sources)
        {
            json.WriteStartObject();
            json.WriteString("name", source.Name);
            json.WriteString("path", source.Path);
            json.WriteString("sender", source.Sender.Name);
            json.WriteBoolean("open", source.Open);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteProblems(Utf8JsonWriter json, IReadOnlyList<ConfigProblem> problems)
    {
        json.WriteStartArray("errors");
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            if (problem.Place.Line > 0) json.WriteNumber("line", problem.Place.Line);
            if (problem.Place.Line > 0) json.WriteNumber("column", problem.Place.Column);
            json.WriteString("path", problem.Place.Path);
            json.WriteString("error", problem.What);
            json.WriteString("remedy", problem.Remedy);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static IReadOnlyList<string> Listen(Configured configured) => configured.Listen ?? ServeRules.DefaultListen;

    private static string Console(Configured configured) => ServeRules.ConsoleAddress(configured.Console)?.Url.TrimEnd('/') ?? "off";

    private static string Credentials(Source source, string? file)
    {
        if (source.Open) return "open to anybody";
        var kinds = new[] { (source.Basic.Count, "basic"), (source.Bearer.Count, "bearer"), (source.Headers.Count, "headers"), (source.Secrets.Count, "secrets"), (source.ClientSubjects.Count, "clientCertificates") };
        var given = kinds.Where(kind => kind.Item1 > 0).Select(kind => kind.Item1 == 1 ? kind.Item2 : $"{kind.Item1} {kind.Item2}").ToList();
        return given.Count > 0 ? string.Join(", ", given) : file is null ? "basic, with a password made at the first start" : "basic, with the made password";
    }

    private static string? Kept(RetentionRule rule)
    {
        string?[] limits = [rule.MaxAge is { } age ? $"for {age.TotalDays:0.###} days" : null, rule.MaxBytes is { } bytes ? $"up to {bytes / 1e9:0.###} GB" : null];
        return limits.Any(limit => limit is not null) ? string.Join(", ", limits.OfType<string>()) : null;
    }

    private static string From(Source source) => source.Allow.Count == 0 ? "" : $", from {string.Join(", ", source.Allow)}";

    private static void Line(StringBuilder text, string name, string value) => text.AppendLine($"  {name,-12}  {value}");
}
