using System.Net;
using System.Text.RegularExpressions;
using Creel.Inbox;
using CsCheck;
using MadeEvents = Creel.Tests.Inbox.Events;

namespace Creel.Tests.Search;

/// <summary>A query as text, and beside it what it means, said as plainly as it can be: nothing here knows the parser, the matcher or SQL.</summary>
internal sealed record RandomQuery(string Text, Func<RandomEvent, Facts, bool> Means)
{
    /// <summary>An event matches when one of its items does.</summary>
    public bool Matches(RandomEvent e) => e.Event.Items.Any(item => Means(e, item));

    private static readonly Gen<(string Written, Func<string?, bool> Means)> Pattern = Gen.Select(Gen.OneOf(RandomEvent.Texts), Gen.Int[0, 2], (text, kind) =>
    {
        var quoted = $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
        return kind == 0
            ? (quoted + "*", value => value is not null && value.ToUpperInvariant().StartsWith(text.ToUpperInvariant(), StringComparison.Ordinal))
            : (quoted, (Func<string?, bool>)(value => value is not null && Same(value, text)));
    });

    private static readonly Gen<RandomQuery> Leaf = Gen.OneOf(
        Texts("source", (e, _) => e.Event.Source), Texts("type", (_, item) => item.Type), Texts("title", (_, item) => item.Title),
        Texts("subject", (_, item) => item.Subject), Texts("link", (_, item) => item.Link), Texts("path", (e, _) => e.Event.Path), Texts("key", (e, _) => e.Event.SenderKey),
        Gen.Select(Gen.OneOf("<", "<=", ">", ">=", "", "="), Gen.Int[0, 6], (sign, number) => new RandomQuery($"level:{sign}{number}",
            (_, item) => item.Level is { } level && sign switch { "<" => level < number, "<=" => level <= number, ">" => level > number, ">=" => level >= number, _ => level == number })),
        Gen.OneOf("active", "resolved", "ignored").Select(word => new RandomQuery($"status:{word.ToUpperInvariant()}", (_, item) => item.Status == word)),
        Gen.OneOf("critical", "info").Select(word => new RandomQuery($"severity:{word}", (_, item) => item.Level == (word == "info" ? 5 : 1))),
        Gen.Bool.Select(test => new RandomQuery($"test:{(test ? "true" : "false")}", (_, item) => item.Test == test)),
        Gen.OneOf("verified", "accepted").Select(word => new RandomQuery($"verdict:{word}", (e, _) => e.Event.Verdict.ToString().Equals(word, StringComparison.OrdinalIgnoreCase))),
        Gen.Const(new RandomQuery("malformed:true", (e, _) => e.Event.BodyReading == BodyReading.Malformed)),
        Gen.Const(new RandomQuery("malformed:false", (e, _) => e.Event.BodyReading != BodyReading.Malformed)),
        Gen.Const(new RandomQuery("method:post", (e, _) => e.Event.Method == "POST")),
        Gen.Const(new RandomQuery("sender:GitHub", (e, _) => e.Event.Sender == "github")),
        Gen.Int[0, 60].Select(size => new RandomQuery($"size:>{size}", (e, _) => e.Event.Body.Length > size)),
        Gen.Int[0, 200].Select(minute => new RandomQuery($"after:{Written(minute)}", (e, _) => e.Event.ReceivedAt >= MadeEvents.Noon.AddMinutes(minute))),
        Gen.Int[0, 200].Select(minute => new RandomQuery($"before:{200 - minute}m", (e, _) => e.Event.ReceivedAt < MadeEvents.Noon.AddMinutes(minute))),
        Gen.Const(new RandomQuery("has:redacted", (e, _) => e.Event.Redacted.Count > 0)),
        Gen.Const(new RandomQuery("has:link", (_, item) => item.Link is not null)),
        Gen.Const(new RandomQuery("has:level", (_, item) => item.Level is not null)),
        Gen.Const(new RandomQuery("has:occurredAt", (_, item) => item.OccurredAt is not null)),
        Gen.OneOf("192.0.2.7", "2001:DB8:0::7").Select(ip => new RandomQuery($"ip:{ip}", (e, _) => e.Event.RemoteAddress == IPAddress.Parse(ip).ToString())),
        Gen.Const(new RandomQuery("ip:192.0.2.*", (e, _) => e.Event.RemoteAddress.StartsWith("192.0.2.", StringComparison.Ordinal))),
        Gen.Const(new RandomQuery("ip:192.0.2.0/26", (e, _) => e.Event.RemoteAddress == "192.0.2.7")),
        Gen.Int[1, 12].Select(length => new RandomQuery($"id:{MadeEvents.WithBody("").Id.ToString()[..length]}*",
            (e, _) => e.Event.Id.ToString()[..length] == MadeEvents.WithBody("").Id.ToString()[..length])),
        Gen.Select(Gen.OneOf("x-a", "X-B", "x-c"), Pattern, (name, pattern) => new RandomQuery($"header.{name}:{pattern.Written}",
            (e, _) => e.Headers.Any(header => Same(header.Name, name) && pattern.Means(header.Value)))),
        Gen.Select(Gen.OneOf(RandomEvent.Names).Array[1, 2], Pattern, (names, pattern) => new RandomQuery(
            $"body.{string.Join('.', names.Select(name => name.Length == 1 ? name : $"\"{name.Replace("\"", "\\\"")}\""))}:{pattern.Written}",
            (e, _) => e.Json is not null && At(e.Json, names).Any(value => pattern.Written == "\"\"*" ? !value.IsNull : pattern.Means(value.Text)))),
        Gen.Select(Gen.OneOf("abc", "ab", "c", "b", "q", "größe", "GRÖSSE", "回", "線", "42", "1", "a b", "ab c", "10.1.2.3", "k", "\u212a", "payload", "true"), Gen.Int[0, 2], (words, kind) =>
            new RandomQuery($"\"{words}\"{(kind == 0 ? "*" : "")}", (e, _) => TextsOf(e).Any(text => Holds(Cut(text), Cut(words), kind == 0)))));

    public static Gen<RandomQuery> Queries { get; } = Gen.Recursive<RandomQuery>((depth, query) => depth > 3 ? Leaf : Gen.Frequency(
        (3, Leaf),
        (1, query.Select(one => new RandomQuery($"-({one.Text})", (e, item) => !one.Means(e, item)))),
        (2, query.Array[2, 3].Select(all => new RandomQuery(string.Join(' ', all.Select(one => $"({one.Text})")), (e, item) => all.All(one => one.Means(e, item))))),
        (2, query.Array[2, 3].Select(all => new RandomQuery(string.Join(" OR ", all.Select(one => $"({one.Text})")), (e, item) => all.Any(one => one.Means(e, item)))))));

    private static Gen<RandomQuery> Texts(string key, Func<RandomEvent, Facts, string?> fact) =>
        Pattern.Select(pattern => new RandomQuery($"{key}:{pattern.Written}", (e, item) => pattern.Means(fact(e, item))));

    private static string Written(int minute) => MadeEvents.Noon.AddMinutes(minute).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'");

    private static bool Same(string one, string other) => one.ToUpperInvariant() == other.ToUpperInvariant();

    private static IEnumerable<RandomEvent.Doc> At(RandomEvent.Doc value, IEnumerable<string> names) => value switch
    {
        { Elements: { } elements } => elements.SelectMany(one => At(one, names)),
        _ when !names.Any() => [value],
        { Members: { } members } => members.Where(member => Same(member.Name, names.First())).SelectMany(member => At(member.Value, names.Skip(1))),
        _ => [],
    };

    private static IEnumerable<string> TextsOf(RandomEvent e) => e.Json is null ? [e.Plain] : TextsOf(e.Json);

    private static IEnumerable<string> TextsOf(RandomEvent.Doc value) => value switch
    {
        { Elements: { } elements } => elements.SelectMany(TextsOf),
        { Members: { } members } => members.SelectMany(member => TextsOf(member.Value)),
        { IsLiteral: false, Text: { } text } => [text],
        _ => [],
    };

    private static string[] Cut(string text) =>
        [.. Regex.Matches(text, @"[\u4e00-\u9fff]|[\p{L}\p{M}\p{N}-[\u4e00-\u9fff]]+").Select(match => match.Value.ToUpperInvariant())];

    private static bool Holds(string[] text, string[] phrase, bool prefix) => Enumerable.Range(0, Math.Max(0, text.Length - phrase.Length + 1)).Any(first =>
        phrase.Select((word, i) => prefix && i == phrase.Length - 1 ? text[first + i].StartsWith(word, StringComparison.Ordinal) : text[first + i] == word).All(same => same));
}
