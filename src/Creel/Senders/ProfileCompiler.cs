using System.Globalization;
using System.Text;
using Creel.Json;

namespace Creel.Senders;

/// <summary>
/// Turns a written profile into one that reads. Paths are written as in queries; unprefixed ones start at the item (which is
/// the body where there are no batches), <c>body.</c> ones always at the body, <c>header.</c> ones are request headers. A dot alone is
/// the item itself, where items are plain values. A text with braces is a template of such places.
/// </summary>
internal sealed class ProfileCompiler
{
    private static readonly string[] Statuses = ["active", "resolved", "acknowledged", "ignored"];

    private readonly PathTree body = new();
    private readonly PathTree? item;
    private readonly List<string> headers = [];

    private ProfileCompiler(bool batches) => item = batches ? new PathTree() : null;

    /// <exception cref="FormatException">Something in it makes no sense; the message says where and why.</exception>
    public static SenderProfile Compile(ProfileData data)
    {
        try
        {
            return new ProfileCompiler(data.Items is not null).Profile(data);
        }
        catch (FormatException e)
        {
            throw new FormatException($"Sender profile '{data.Name}': {e.Message}", e);
        }
    }

    private SenderProfile Profile(ProfileData data)
    {
        if (data.Name.Length == 0 || data.Name.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-"))
            throw new FormatException("name: small letters, digits and hyphens only.");
        if (data.BodyLimit is <= 0) throw new FormatException("bodyLimit: a number of bytes greater than 0.");
        var senderKey = data.SenderKey is { } key ? new SenderKeyRule(Paths(key.From), Time("senderKey.window", key.Window)) : null;
        var delivery = Delivery(data.Delivery);
        if (senderKey is not null && delivery.RetriesFor > senderKey.Window)
            throw new FormatException($"senderKey.window: {data.SenderKey!.Window} is shorter than the sender goes on trying (delivery.retriesFor).");
        var facts = Facts(data.Facts);
        var items = data.Items is null ? default : data.Items == "." ? new FactPath(FactScope.Body, body.Add([])) : Path($"body.{data.Items}");
        return new SenderProfile
        {
            Name = data.Name,
            Title = data.Title,
            Data = data,
            Docs = data.Docs,
            References = data.References,
            Unconfirmed = data.Unconfirmed,
            Setup = data.Setup,
            Auth = [.. data.Auth.Select(auth => new SenderAuth(auth, AuthCompiler.Compile(auth)))],
            Handshakes = data.Handshakes,
            HandshakeRules = HandshakeCompiler.Compile(data.Handshakes),
            Delivery = delivery,
            Acknowledge = Acknowledge(data.Acknowledge),
            Sample = Sample(data.Sample),
            BodyLimit = data.BodyLimit,
            SenderKey = senderKey,
            SameBody = [.. (data.SameBody?.Ignore ?? []).Select(text => InJson("sameBody.ignore", text, Path($"body.{text}")))],
            Form = data.Form,
            BodyPaths = body,
            ItemPaths = item,
            Items = items,
            Facts = facts,
            Headers = new HeaderPlaces([.. headers]),
        };
    }

    private static SenderDelivery Delivery(DeliveryData? data)
    {
        if (data?.Suspends is { } suspends)
        {
            if (suspends.Failures is null && suspends.After is null) throw new FormatException("delivery.suspends: say how many `failures` in a row, or `after` how long.");
            if (suspends.Failures is < 1) throw new FormatException("delivery.suspends.failures: a number greater than 0.");
            if (suspends.Of is not ("any" or "refused" or "failed")) throw new FormatException($"delivery.suspends.of: '{suspends.Of}' is not one of any, refused, failed.");
        }
        return new SenderDelivery
        {
            TimeLimit = data?.TimeLimit is { } limit ? Time("delivery.timeLimit", limit) : null,
            Retries = data?.Retries,
            RetriesFor = data?.RetriesFor is { } retries ? Time("delivery.retriesFor", retries) : null,
            Suspends = data?.Suspends,
            SuspendsAfter = data?.Suspends?.After is { } after ? Time("delivery.suspends.after", after) : null,
        };
    }

    private static AcknowledgeData? Acknowledge(AcknowledgeData? data)
    {
        if (data is null) return null;
        if (data.Status is < 200 or > 299) throw new FormatException($"acknowledge.status: {data.Status} is no acknowledgement; 200 to 299 are.");
        return data.Status is 204 or 205 && data.Body.Length > 0 ? throw new FormatException($"acknowledge.body: an answer with status {data.Status} has none.") : data;
    }

    private static SampleData? Sample(SampleData? data)
    {
        if (data is null) return null;
        if (data.Method is not ("POST" or "PUT")) throw new FormatException($"sample.method: '{data.Method}' is not POST or PUT.");
        return data.Body is null == data.Text is null ? throw new FormatException("sample: either `body` (JSON) or `text`.") : data;
    }

    private static FactPath InJson(string where, string text, FactPath path) =>
        path.IsInJson ? path : throw new FormatException($"{where}: '{text}' is not a place in the body.");

    private FactRules Facts(FactsData data) => new()
    {
        Type = Paths(data.Type),
        Title = Paths(data.Title),
        Subject = Paths(data.Subject),
        Correlation = Paths(data.Correlation),
        Severity = data.Severity is { } severity ? new ValueMap<int>(Paths(severity.From), Levels(severity.Levels)) : null,
        Status = data.Status is { } status ? new ValueMap<string>(Paths(status.From), Known(status.Values)) : null,
        OccurredAt = data.OccurredAt is { } time ? new TimeRule(Paths(time.From), [.. time.Formats.Select(Format)]) : null,
        Link = data.Link is { } link ? Link(link) : null,
        Test = [.. data.Test.Select(Test)],
    };

    private LinkRule Link(LinkData data) => data.Placeholder is "" ? throw new FormatException("facts.link.placeholder: it is empty.")
        : new LinkRule(Paths(data.From), data.HtmlEscaped, data.Placeholder, Paths(data.Host));

    private TestRule Test(TestData data)
    {
        if (data.Is.Count == 0 && data.Empty is null)
            throw new FormatException("facts.test: a rule needs 'is' or 'empty', else every event is a test.");
        return new TestRule(
            [.. data.Is.Select(condition => (Path(condition.Key), condition.Value))],
            data.Empty is null ? null : InJson("facts.test.empty", data.Empty, Path(data.Empty)),
            [.. data.Besides.Select(Encoding.UTF8.GetBytes)]);
    }

    private FactPath[] Paths(string[] texts) => [.. texts.Select(Path)];

    private FactPath Path(string text)
    {
        if (text.Contains('{')) return Template(text);
        if (text == ".") return item is null ? new FactPath(FactScope.Body, body.Add([])) : new FactPath(FactScope.Item, item.Add([]));
        var segments = JsonPath.Parse(text);
        var scope = segments.Count > 1 && !segments[0].Quoted ? segments[0].Name : "";
        var names = segments.Select(segment => segment.Name);
        if (scope == "header")
        {
            return new FactPath(FactScope.Header, Header(string.Join('.', names.Skip(1))));
        }
        if (scope == "body") return new FactPath(FactScope.Body, body.Add([.. names.Skip(1)]));
        return item is null ? new FactPath(FactScope.Body, body.Add([.. names])) : new FactPath(FactScope.Item, item.Add([.. names]));
    }

    private FactPath Template(string text)
    {
        var parts = new List<FactPart>();
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('{', at);
            if (open != at) parts.Add(new(open < 0 ? text[at..] : text[at..open], null));
            if (open < 0) break;
            var close = text.IndexOf('}', open);
            if (close < 0) throw new FormatException($"'{text}': a closing brace is missing.");
            var place = text[(open + 1)..close];
            if (place.Contains('{')) throw new FormatException($"'{text}': a brace opens within another.");
            parts.Add(new("", Path(place)));
            at = close + 1;
        }
        return new FactPath(FactScope.Template, 0, [.. parts], [.. parts.Where(part => part.Place is not null).Select(part => part.Place!.Value)]);
    }

    private int Header(string name)
    {
        var known = headers.FindIndex(one => one.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (known >= 0) return known;
        headers.Add(name);
        return headers.Count - 1;
    }

    private static Dictionary<string, int> Levels(Dictionary<string, int> levels)
    {
        foreach (var (word, level) in levels)
        {
            if (level is < 1 or > 5)
                throw new FormatException($"facts.severity.levels: '{word}' has level {level}; levels are 1 (critical) to 5 (info).");
        }
        return levels;
    }

    private static Dictionary<string, string> Known(Dictionary<string, string> values)
    {
        foreach (var (word, status) in values)
        {
            if (!Statuses.Contains(status))
                throw new FormatException($"facts.status.values: '{word}' is '{status}', not one of {string.Join(", ", Statuses)}.");
        }
        return values;
    }

    private static TimeFormat Format(string name) => name switch
    {
        "unix-s" => TimeFormat.UnixSeconds,
        "unix-ms" => TimeFormat.UnixMilliseconds,
        "iso" => TimeFormat.Iso,
        "iso-utc" => TimeFormat.IsoUtc,
        _ => throw new FormatException($"facts.occurredAt.formats: '{name}' is not one of unix-s, unix-ms, iso, iso-utc."),
    };

    /// <exception cref="FormatException">It is no time.</exception>
    public static TimeSpan Time(string where, string text)
    {
        var number = text.AsSpan(0, Math.Max(0, text.Length - 1));
        if (ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
        {
            if (text[^1] == 's') return TimeSpan.FromSeconds(count);
            if (text[^1] == 'm') return TimeSpan.FromMinutes(count);
            if (text[^1] == 'h') return TimeSpan.FromHours(count);
            if (text[^1] == 'd') return TimeSpan.FromDays(count);
        }
        throw new FormatException($"{where}: '{text}' is not a time such as 10m, 48h or 7d.");
    }
}
