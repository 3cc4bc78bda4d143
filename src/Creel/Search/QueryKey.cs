using Creel.Inbox;

namespace Creel.Search;

/// <summary>What stands behind a key's colon.</summary>
internal readonly record struct QueryValue(string Text, bool IsPrefix, int Position)
{
    public TextPattern Pattern => new(Text, IsPrefix);

    public QueryException Wrong(string what, string remedy) => new(Position, what, remedy);
}

/// <summary>A key that queries may ask for: one line here, one in docs/queries.md.</summary>
/// <param name="Name">As it is written, in lower case.</param>
/// <param name="Read">Makes a term of a value; <c>now</c> is what ages are relative to.</param>
internal sealed record QueryKey(string Name, Func<QueryValue, DateTimeOffset, QueryNode> Read)
{
    private static readonly string[] Statuses = ["active", "resolved", "acknowledged", "ignored"];

    private static readonly (string Word, QueryNode Node)[] Had =
    [
        ("type", Has(TextFact.Type)), ("title", Has(TextFact.Title)), ("subject", Has(TextFact.Subject)),
        ("status", Has(TextFact.Status)), ("correlation", Has(TextFact.Correlation)), ("link", Has(TextFact.Link)),
        ("key", Has(TextFact.SenderKey)), ("level", Has(NumberFact.Level, long.MinValue)), ("severity", Has(NumberFact.Level, long.MinValue)),
        ("occurredat", Has(NumberFact.OccurredAt, long.MinValue)), ("body", Has(NumberFact.Size, 1)),
        ("repeats", Has(NumberFact.Repeats, 1)), ("redacted", Has(NumberFact.Redacted, 1)),
    ];

    public static IReadOnlyList<QueryKey> All { get; } =
    [
        Text("source", TextFact.Source),
        Text("sender", TextFact.Sender),
        Text("type", TextFact.Type),
        Text("title", TextFact.Title),
        new("severity", (value, _) => QueryValues.Word(value, ["critical", "error", "warning", "notice", "info"],
            index => new NumberTerm(NumberFact.Level, Comparison.Equal, index + 1))),
        Number("level", NumberFact.Level),
        new("status", (value, _) => QueryValues.Word(value, Statuses,
            index => new TextTerm(TextFact.Status, new TextPattern(Statuses[index], IsPrefix: false)))),
        Text("subject", TextFact.Subject),
        Text("correlation", TextFact.Correlation),
        Text("link", TextFact.Link),
        Flag("test", NumberFact.Test, 1),
        new("verdict", (value, _) => QueryValues.Word(value, ["verified", "open", "imported", "accepted"],
            index => new NumberTerm(NumberFact.Verdict, Comparison.Equal, index + 1))),
        Text("method", TextFact.Method),
        Text("path", TextFact.Path),
        new("ip", (value, _) => QueryValues.Address(value)),
        new("id", (value, _) => QueryValues.Id(value)),
        Text("key", TextFact.SenderKey),
        Number("size", NumberFact.Size),
        Number("repeats", NumberFact.Repeats),
        Flag("malformed", NumberFact.BodyReading, (long)BodyReading.Malformed),
        new("after", (value, now) => new NumberTerm(NumberFact.ReceivedAt, Comparison.GreaterOrEqual, QueryTime.Read(value, now))),
        new("before", (value, now) => new NumberTerm(NumberFact.ReceivedAt, Comparison.Less, QueryTime.Read(value, now))),
        new("has", (value, _) => QueryValues.Word(value, [.. Had.Select(one => one.Word)], index => Had[index].Node)),
    ];

    private static TextTerm Has(TextFact fact) => new(fact, TextPattern.Any);

    private static NumberTerm Has(NumberFact fact, long least) => new(fact, Comparison.GreaterOrEqual, least);

    private static QueryKey Text(string name, TextFact fact) => new(name, (value, _) => new TextTerm(fact, value.Pattern));

    private static QueryKey Number(string name, NumberFact fact) => new(name, (value, _) => QueryValues.Number(value, fact));

    private static QueryKey Flag(string name, NumberFact fact, long when) => new(name, (value, _) => QueryValues.Word(value, ["true", "false"],
        index => index == 0 ? new NumberTerm(fact, Comparison.Equal, when) : new Not(new NumberTerm(fact, Comparison.Equal, when))));
}
