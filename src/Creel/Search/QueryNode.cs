using System.Net;

namespace Creel.Search;

/// <summary>
/// A compiled query: a tree of few kinds of nodes. Whoever evaluates queries (the matcher, SQL) handles these, and nothing
/// of how they were written.
/// </summary>
internal abstract record QueryNode;

/// <summary>All of these; of none: everything.</summary>
internal sealed record AllOf(QueryNode[] Nodes) : QueryNode;

/// <summary>One of these at least.</summary>
internal sealed record AnyOf(QueryNode[] Nodes) : QueryNode;

internal sealed record Not(QueryNode Node) : QueryNode;

/// <summary>A fact that is a text. A fact that is missing matches nothing.</summary>
internal sealed record TextTerm(TextFact Fact, TextPattern Pattern) : QueryNode;

/// <summary>A fact that is a number, or is kept as one. A fact that is missing matches nothing.</summary>
internal sealed record NumberTerm(NumberFact Fact, Comparison Comparison, long Value) : QueryNode;

/// <summary>The address the event came from lies in a network.</summary>
internal sealed record NetworkTerm(IPNetwork Network) : QueryNode;

/// <summary>The event's id.</summary>
internal sealed record IdTerm(Guid Id) : QueryNode;

/// <summary>The event's id begins so.</summary>
internal sealed record IdPrefixTerm(string Prefix) : QueryNode;

/// <summary>Words that stand one after the other in the body's text, see <see cref="Words"/>; of the last one perhaps only the beginning.</summary>
internal sealed record PhraseTerm(string[] Tokens, bool IsPrefix) : QueryNode;

/// <summary>One of a header's values.</summary>
internal sealed record HeaderTerm(string Name, TextPattern Pattern) : QueryNode;

/// <summary>A value at a place in a JSON body.</summary>
internal sealed record BodyTerm(string[] Path, TextPattern Pattern) : QueryNode;

internal enum Comparison
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
