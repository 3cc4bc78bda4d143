using Creel.Inbox;

namespace Creel.Storage.Sqlite;

/// <summary>
/// A rule on its way through the inbox. It goes forward only, so each event is looked at once for each rule, however many are
/// kept: what stands before <see cref="DeletedTo"/> is of other sources.
/// </summary>
internal sealed class RetentionCursor
{
    private readonly string? _only;
    private readonly HashSet<string> _except;

    private RetentionCursor(string key, RetentionRule rule, string? only, IEnumerable<string> except) =>
        (Key, Rule, _only, _except) = (key, rule, only, [.. except]);

    /// <summary>Names the rule by its sources: with other sources it has to begin anew.</summary>
    public string Key { get; }

    public RetentionRule Rule { get; }

    /// <summary>The one source it is for.</summary>
    public string? Source => _only;

    /// <summary>Whether it is for every event, so that nobody needs to look at their sources.</summary>
    public bool IsForAll => _only is null && _except.Count == 0;

    /// <summary>Nothing up to here is left for this rule to delete.</summary>
    public long DeletedTo { get; set; }

    /// <summary>The events between <see cref="DeletedTo"/> and here have <see cref="Bytes"/>.</summary>
    public long CountedTo { get; set; }

    public long Bytes { get; set; }

    /// <summary>It has come further than the inbox says of it.</summary>
    public bool IsChanged { get; set; }

    /// <summary>The bytes of all that is kept.</summary>
    public static RetentionCursor ForWhole(RetentionPlan plan) => new("whole", plan.Whole with { MaxAge = null }, null, []);

    /// <summary>The rule of the sources that have none of their own.</summary>
    public static RetentionCursor ForOthers(RetentionPlan plan)
    {
        var except = plan.Sources.Keys.Order(StringComparer.Ordinal).ToList();
        var key = except.Count == 0 ? "all" : $"all but {string.Join(' ', except)}";
        return new(key, plan.Whole with { MaxBytes = null }, null, except);
    }

    public static RetentionCursor ForSource(string source, RetentionRule rule) => new($"only {source}", rule, source, []);

    public bool Covers(string source) => _only is null ? !_except.Contains(source) : _only == source;

    /// <summary>An event of its source was deleted, by this rule or another.</summary>
    public void Uncount(long seq, long bytes)
    {
        if (seq > CountedTo) return;
        Bytes -= bytes + RetentionRule.EventOverhead;
        IsChanged = true;
    }
}
