using Creel.Inbox;

namespace Creel.Search;

/// <summary>
/// What somebody looks for, compiled. It can be asked of one event (<see cref="Matches(KeptEvent)"/>, for live feeds and
/// routes) and of everything kept (the search over a store); both give the same answer.
/// </summary>
/// <remarks>
/// A batch matches when one of its items does: the whole query is asked of each item, with what belongs to the event (source,
/// time, headers, body) the same for all. So <c>level:1 status:active</c> wants one item that is both, and <c>-level:1</c>
/// any item that is not critical.
/// </remarks>
internal sealed class EventQuery
{
    /// <summary>What matches every event.</summary>
    public static readonly EventQuery Everything = new("", new AllOf([]));

    private readonly bool _readsItems;

    private EventQuery(string text, QueryNode root)
    {
        (Text, Root) = (text, root);
        ReadsContent = QueryCost.ReadsContent(root);
        _readsItems = QueryCost.ReadsItems(root);
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public QueryNode Root { get; }

    public bool IsEverything => Root is AllOf { Nodes.Length: 0 };

    /// <summary>Whether headers or body must be read; else the facts are enough.</summary>
    public bool ReadsContent { get; }

    /// <param name="text">The query; an empty one matches everything.</param>
    /// <param name="now">What ages (<c>after:2h</c>) are relative to; dates without an offset have its offset.</param>
    /// <exception cref="QueryException">The text is no query.</exception>
    public static EventQuery Parse(string text, DateTimeOffset now) => new(text, new QueryParser(text, now).Parse());

    /// <summary>
    /// Whether an event matches. Facts are compared without allocating anything; what one query has read of an event's content,
    /// the next one that is asked of it soon need not read again, see <see cref="RecentContent"/>.
    /// </summary>
    public bool Matches(KeptEvent e) => Matches(e, ReadsContent ? RecentContent.Of(e) : null);

    /// <summary>The same, for somebody who goes through many events in the memory of one.</summary>
    public bool Matches(EventContent content) => Matches(content.Event, content);

    public override string ToString() => Text;

    private bool Matches(KeptEvent e, EventContent? content)
    {
        var items = e.Items;
        if (!_readsItems || items.Count == 0) return QueryMatcher.Matches(Root, e, e.Summary.Facts, content);
        for (var i = 0; i < items.Count; i++)
        {
            if (QueryMatcher.Matches(Root, e, items[i], content)) return true;
        }
        return false;
    }
}
