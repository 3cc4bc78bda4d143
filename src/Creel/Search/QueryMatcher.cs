using System.Net;
using Creel.Inbox;

namespace Creel.Search;

/// <summary>Whether an event, seen as one of its items, is what a query asks for.</summary>
internal static class QueryMatcher
{
    /// <param name="node">The query, or a part of it.</param>
    /// <param name="e">The event.</param>
    /// <param name="item">The item whose facts count.</param>
    /// <param name="content">Its content; may be null where the query reads none.</param>
    public static bool Matches(QueryNode node, KeptEvent e, Facts item, EventContent? content)
    {
        switch (node)
        {
            case AllOf all:
                foreach (var one in all.Nodes)
                {
                    if (!Matches(one, e, item, content)) return false;
                }
                return true;
            case AnyOf any:
                foreach (var one in any.Nodes)
                {
                    if (Matches(one, e, item, content)) return true;
                }
                return false;
            case Not not: return !Matches(not.Node, e, item, content);
            case TextTerm term: return term.Pattern.Matches(EventFacts.Text(term.Fact, e, item));
            case NumberTerm term: return EventFacts.Number(term.Fact, e, item) is { } number && Compare(number, term.Comparison, term.Value);
            case NetworkTerm term: return Holds(term.Network, e.RemoteAddress);
            case IdTerm term: return e.Summary.Id == term.Id;
            case IdPrefixTerm term: return BeginsWith(e.Summary.Id, term.Prefix);
            case HeaderTerm term: return content!.Holds(term);
            case BodyTerm term: return content!.Holds(term);
            case PhraseTerm term: return content!.Holds(term);
            default: throw new InvalidOperationException($"No way to match {node.GetType().Name}.");
        }
    }

    private static bool Compare(long number, Comparison comparison, long value) => comparison switch
    {
        Comparison.Equal => number == value,
        Comparison.Less => number < value,
        Comparison.LessOrEqual => number <= value,
        Comparison.Greater => number > value,
        _ => number >= value,
    };

    private static bool Holds(IPNetwork network, string address) => IPAddress.TryParse(address, out var parsed) && network.Contains(parsed);

    private static bool BeginsWith(Guid id, string prefix)
    {
        Span<char> text = stackalloc char[36];
        id.TryFormat(text, out _);
        return text.StartsWith(prefix);
    }
}
