using Creel.Senders;

namespace Creel.Server.Manuals;

/// <summary>Where the facts of a sender's events stand, in words.</summary>
internal static class SenderFactsText
{
    // Some profiles have a title for each kind of event.
    private const int MostPlaces = 6;
    private const int MostWords = 12;

    private static readonly string[] Levels = ["critical", "error", "warning", "notice", "info"];

    public static List<(string Name, string Text)> Rows(FactsData facts, string? items)
    {
        var rows = new List<(string, string)>();
        if (items is not null) rows.Add(("items", items == "." ? "the body is a list of them; each has the facts below" : $"in `{items}`; each has the facts below"));
        Add("type", facts.Type);
        Add("title", facts.Title);
        Add("subject", facts.Subject);
        if (facts.Severity is { } severity) rows.Add(("severity", $"{Places(severity.From)}: {Grouped(severity.Levels.Select(level => (level.Key, $"{Levels[level.Value - 1]} ({level.Value})")))}"));
        if (facts.Status is { } status) rows.Add(("status", $"{Places(status.From)}: {Grouped(status.Values.Select(value => (value.Key, value.Value)))}"));
        Add("correlation", facts.Correlation);
        Add("occurredAt", facts.OccurredAt?.From ?? []);
        Add("link", facts.Link?.From ?? []);
        if (facts.Test.Length > 0) rows.Add(("test", string.Join("; or ", facts.Test.Select(Test))));
        return rows;

        void Add(string name, string[] places)
        {
            if (places.Length > 0) rows.Add((name, Places(places)));
        }
    }

    public static string Places(string[] places)
    {
        var shown = string.Join(", else ", places.Take(MostPlaces).Select(place => $"`{place}`"));
        return places.Length > MostPlaces ? $"{shown}, and {places.Length - MostPlaces} more" : shown;
    }

    private static string Grouped(IEnumerable<(string Word, string Meaning)> words) => string.Join("; ", words.GroupBy(word => word.Meaning).Select(group =>
        $"{group.Key}: {string.Join(", ", group.Take(MostWords).Select(word => $"`{word.Word}`"))}{(group.Count() > MostWords ? ", …" : "")}"));

    private static string Test(TestData rule)
    {
        var conditions = rule.Is.Select(one => $"`{one.Key}` is `{one.Value}`").ToList();
        if (rule.Empty is { } empty) conditions.Add($"`{empty}` is empty{(rule.Besides.Length > 0 ? $" but for {string.Join(", ", rule.Besides.Select(name => $"`{name}`"))}" : "")}");
        return string.Join(" and ", conditions);
    }
}
