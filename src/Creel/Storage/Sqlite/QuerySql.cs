using System.Text;
using Creel.Search;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>
/// A query as a condition on rows of <c>event e</c>: true for every event that matches, and where <see cref="IsExact"/> for
/// no other. What SQL can't decide (the content, letters outside ASCII, networks) is left out, and the matcher decides it.
/// </summary>
internal sealed class QuerySql
{
    private readonly List<object> _values = [];

    private QuerySql(EventQuery query)
    {
        IsExact = true;
        var condition = Of(query.Root, negated: false, "e");
        Condition = !QueryCost.ReadsItems(query.Root) ? condition
            : $"CASE e.items WHEN 1 THEN {condition} ELSE EXISTS (SELECT 1 FROM batch_item i WHERE i.seq = e.seq AND {Of(query.Root, negated: false, "i")}) END";
    }

    public string Condition { get; }
    public bool IsExact { get; private set; }

    public static QuerySql Compile(EventQuery query) => new(query);

    public void Bind(SqliteCommand command)
    {
        for (var i = 0; i < _values.Count; i++) command.Parameters.AddWithValue($"$q{i}", _values[i]);
    }

    /// <param name="node">The query, or a part of it.</param>
    /// <param name="negated">Whether the opposite is wanted: so nothing but single terms is ever negated, and leaving one out widens the condition.</param>
    /// <param name="item">The table with the facts that items have.</param>
    private string Of(QueryNode node, bool negated, string item) => node switch
    {
        Not not => Of(not.Node, !negated, item),
        AllOf all => Join(all.Nodes, negated, negated ? " OR " : " AND ", negated ? "0" : "1", item),
        AnyOf any => Join(any.Nodes, negated, negated ? " AND " : " OR ", negated ? "1" : "0", item),
        TextTerm term when IsPlain(term.Pattern.Text) => Term(Text(term, item), negated),
        NumberTerm term => Term($"{Column(term.Fact, item)} {Sign(term.Comparison)} {Value(term.Value)}", negated),
        IdTerm term => Term($"e.id = {Value(term.Id.ToByteArray(bigEndian: true))}", negated),
        IdPrefixTerm term => Term($"substr(hex(e.id), 1, {term.Prefix.Replace("-", "").Length}) = {Value(term.Prefix.Replace("-", "").ToUpperInvariant())}", negated),
        _ => Undecided(),
    };

    private string Join(QueryNode[] nodes, bool negated, string with, string none, string item) =>
        nodes.Length == 0 ? none : $"({string.Join(with, nodes.Select(node => Of(node, negated, item)))})";

    // NULL is no match, and its opposite is one.
    private static string Term(string condition, bool negated) => negated ? $"NOT ifnull({condition}, 0)" : $"ifnull({condition}, 0)";

    private string Undecided()
    {
        IsExact = false;
        return "1";
    }

    // NOCASE knows the letters of ASCII alone (no other is the same as one of those), and stops at a NUL.
    private static bool IsPlain(string text) => Ascii.IsValid(text) && !text.Contains('\0');

    private string Text(TextTerm term, string item)
    {
        var column = Column(term.Fact, item);
        if (term.Pattern.IsAny) return $"{column} IS NOT NULL";
        return term.Pattern.IsPrefix
            ? $"substr({column}, 1, {term.Pattern.Text.Length}) = {Value(term.Pattern.Text)} COLLATE NOCASE"
            : $"{column} = {Value(term.Pattern.Text)} COLLATE NOCASE";
    }

    private string Value(object value)
    {
        _values.Add(value);
        return $"$q{_values.Count - 1}";
    }

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };

    private static string Column(TextFact fact, string item) => fact switch
    {
        TextFact.Source => "e.source",
        TextFact.Sender => "e.sender",
        TextFact.Method => "e.method",
        TextFact.Path => "e.path",
        TextFact.RemoteAddress => "e.remote_address",
        TextFact.SenderKey => "e.sender_key",
        TextFact.Type => item + ".type",
        TextFact.Title => item + ".title",
        TextFact.Status => item + ".status",
        TextFact.Subject => item + ".subject",
        TextFact.Correlation => item + ".correlation",
        TextFact.Link => item + ".link",
        _ => throw new InvalidOperationException($"No column for {fact}."),
    };

    private static string Column(NumberFact fact, string item) => fact switch
    {
        NumberFact.ReceivedAt => "e.received_at",
        NumberFact.Verdict => "e.verdict",
        NumberFact.Size => "e.size",
        NumberFact.BodyReading => "e.body_reading",
        NumberFact.Repeats => "e.repeats",
        NumberFact.Redacted => "(e.redacted IS NOT NULL)",
        NumberFact.Level => item + ".level",
        NumberFact.Test => item + ".test",
        NumberFact.OccurredAt => item + ".occurred_at",
        _ => throw new InvalidOperationException($"No column for {fact}."),
    };
}
