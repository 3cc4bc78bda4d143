using System.Text;
using Creel.Inbox;
using Creel.Search;

namespace Creel.Fuzz.Targets;

/// <summary>A query, or a sentence that points into it; what is read can be asked of an event whose body is the rest of the input.</summary>
internal static class QueryTarget
{
    public static FuzzTarget Create() => new("query", Run,
        "level:<=2 -test:true\n{}", "\"a phrase\"* OR (a b)\n{\"x\": [\"a phrases\"]}", "body.a.\"b c\":x* header.x:y\n{\"a\":{\"b c\":\"xy\"}}",
        "after:2h before:2026-03-01T12:00Z\n", "ip:192.0.2.0/24 id:0189* has:link\n", "a\\\"b:\"c\n\"\\ud800\"", "((((((a\n[[[[");

    private static void Run(byte[] input)
    {
        var end = Array.IndexOf(input, (byte)'\n');
        var text = Encoding.UTF8.GetString(end < 0 ? input : input.AsSpan(0, end));
        EventQuery query;
        try
        {
            query = EventQuery.Parse(text, DateTimeOffset.UnixEpoch);
        }
        catch (QueryException e)
        {
            FindingException.ThrowUnless(e.Position >= 0 && e.Position <= text.Length, $"points to {e.Position} of {text.Length}");
            FindingException.ThrowUnless(e.What.Length > 0 && e.Remedy.Length > 0, "says nothing");
            return;
        }
        var kept = Kept(end < 0 ? [] : input[(end + 1)..]);
        var once = query.Matches(kept);
        FindingException.ThrowUnless(once == query.Matches(new EventContent(kept)), "is not sure");
        if (kept.Items.Count == 1 && text.Length + 3 < QueryParser.MaxLength) Opposite(text, kept, once);
    }

    private static void Opposite(string text, KeptEvent kept, bool matched)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        try { FindingException.ThrowUnless(EventQuery.Parse($"-({text})", DateTimeOffset.UnixEpoch).Matches(kept) != matched, "matches as its opposite does"); }
        catch (QueryException e) { FindingException.ThrowUnless(e.What.Contains("nested", StringComparison.Ordinal), e.Message); }
    }

    private static KeptEvent Kept(byte[] body) => new()
    {
        Summary = new EventSummary
        {
            Seq = 1,
            Id = Guid.Empty,
            ReceivedAt = DateTimeOffset.UnixEpoch,
            Source = "a",
            Sender = "b",
            Verdict = Verdict.Verified,
            Method = "POST",
            Path = "/",
            Facts = new Facts { Title = "x", Level = 1 },
            Size = body.Length,
        },
        Query = "",
        RemoteAddress = "192.0.2.7",
        // As likely compressed as not: the body decides.
        Headers = Encoding.ASCII.GetBytes(body.Length % 2 == 0 ? "X: y\n" : "Content-Encoding: gzip\nX: y\n"),
        Body = body,
        Items = [new Facts { Title = "x", Level = 1 }],
    };
}
