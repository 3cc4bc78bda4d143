using System.Globalization;
using System.Text;
using Creel.Json;

namespace Creel.Senders;

/// <summary>
/// Turns a written profile into one that reads. Paths are written as in queries; unprefixed ones start at the item (which is
/// the body where there are no batches), <c>body.</c> ones always at the body. <c>header.</c> ones have their place reserved.
/// </summary>
internal sealed class ProfileCompiler
{
    private static readonly string[] Statuses = ["active", "resolved", "acknowledged", "ignored"];

    private readonly PathTree body = new();
    private readonly PathTree? item;

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
        return new SenderProfile
        {
            Name = data.Name,
            Title = data.Title,
            Docs = data.Docs,
            BodyLimit = data.BodyLimit,
            SenderKey = data.SenderKey is { } key ? new SenderKeyRule(Paths(key.From), Window(key.Window)) : null,
            BodyPaths = body,
            ItemPaths = item,
            Items = data.Items is null ? default : data.Items == "." ? new FactPath(false, body.Add([])) : Path($"body.{data.Items}"),
            Facts = Facts(data.Facts),
        };
    }

    private FactRules Facts(FactsData data) => new()
    {
        Type = Paths(data.Type),
        Title = Paths(data.Title),
        Subject = Paths(data.Subject),
        Correlation = Paths(data.Correlation),
        Severity = data.Severity is { } severity ? new ValueMap<int>(Paths(severity.From), Levels(severity.Levels)) : null,
        Status = data.Status is { } status ? new ValueMap<string>(Paths(status.From), Known(status.Values)) : null,
        OccurredAt = data.OccurredAt is { } time ? new TimeRule(Paths(time.From), [.. time.Formats.Select(Format)]) : null,
        Link = data.Link is { } link ? new LinkRule(Paths(link.From), link.HtmlEscaped, link.Placeholder, Paths(link.Host)) : null,
        Test = [.. data.Test.Select(Test)],
    };

    private TestRule Test(TestData data)
    {
        if (data.Is.Count == 0 && data.Empty is null)
            throw new FormatException("facts.test: a rule needs 'is' or 'empty', else every event is a test.");
        return new TestRule(
            [.. data.Is.Select(condition => (Path(condition.Key), condition.Value))],
            data.Empty is null ? null : Path(data.Empty),
            [.. data.Besides.Select(Encoding.UTF8.GetBytes)]);
    }

    private FactPath[] Paths(string[] texts) => [.. texts.Select(Path)];

    private FactPath Path(string text)
    {
        var segments = JsonPath.Parse(text);
        var scope = segments.Count > 1 && !segments[0].Quoted ? segments[0].Name : "";
        if (scope == "header")
        {
            throw new FormatException(
                $"'{text}': facts from headers are not supported yet; for a body's own 'header' write \"header\" in quotes.");
        }
        var names = segments.Select(segment => segment.Name);
        if (scope == "body") return new FactPath(false, body.Add([.. names.Skip(1)]));
        return item is null ? new FactPath(false, body.Add([.. names])) : new FactPath(true, item.Add([.. names]));
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
        _ => throw new FormatException($"facts.occurredAt.formats: '{name}' is not one of unix-s, unix-ms, iso."),
    };

    private static TimeSpan Window(string text)
    {
        var number = text.AsSpan(0, Math.Max(0, text.Length - 1));
        if (ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
        {
            if (text[^1] == 'm') return TimeSpan.FromMinutes(count);
            if (text[^1] == 'h') return TimeSpan.FromHours(count);
            if (text[^1] == 'd') return TimeSpan.FromDays(count);
        }
        throw new FormatException($"senderKey.window: '{text}' is not a time such as 10m, 48h or 7d.");
    }
}
