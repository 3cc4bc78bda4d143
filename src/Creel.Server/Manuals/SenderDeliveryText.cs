using Creel.Configuration;
using Creel.Senders;

namespace Creel.Server.Manuals;

/// <summary>What a sender does when we are slow or fail, what it is answered, and what becomes of its repeats, in words.</summary>
internal static class SenderDeliveryText
{
    public static List<(string Name, string Text)> Rows(SenderProfile sender)
    {
        var (data, delivery) = (sender.Data, sender.Data.Delivery);
        var rows = new List<(string, string)>
        {
            ("answer", Answer(sender.Acknowledge)),
            ("time limit", delivery?.TimeLimit is { } limit ? $"It waits {SenderTimeText.Of(limit)} for an answer." : "Not documented."),
            ("retries", delivery?.Retries ?? "Not documented."),
        };
        if (delivery?.RetriesFor is { } tries) rows.Add(("retries for", $"{SenderTimeText.Of(tries)}."));
        if (delivery?.Suspends is { } suspends) rows.Add(("suspends", $"{When(suspends)} {suspends.Text}"));
        rows.Add(("repeats", data.SenderKey is { } key
            ? $"Merged into the event that was kept, when {SenderFactsText.Places(key.From)} and the body are the same within {SenderTimeText.Of(key.Window)}. The same key with another body is an event of its own, marked."
            : "It documents no id that stays the same when it tries again: nothing is ever merged, and a look-alike is marked."));
        if (data.SameBody is { } same) rows.Add(("same body", $"Without {string.Join(", ", same.Ignore.Select(path => $"`{path}`"))}, which may differ from one try to the next."));
        rows.Add(("body limit", $"{Size(sender.BodyLimit ?? Source.DefaultBodyLimit)}{(sender.BodyLimit is null ? ", the default" : "")}."));
        return rows;
    }

    private static string Answer(AcknowledgeData? wanted)
    {
        var status = wanted?.Status ?? 202;
        var body = wanted is null ? "`Webhook notification received`" : wanted.Body.Length == 0 ? "no body" : $"`{wanted.Body}`";
        var type = wanted?.ContentType is { } written ? $" as {written}" : "";
        return $"{status} and {body}{type}, once the event is on disk. A request that proves nothing is answered 401, and 503 what can't be kept just now. `respond` of the source changes the first.";
    }

    private static string When(SuspendsData suspends)
    {
        var of = suspends.Of switch { "refused" => "refused (4xx)", "failed" => "failed (5xx, or no answer)", _ => "failed" };
        return suspends.Failures is { } failures ? $"After {failures} deliveries in a row that {of}." : $"After {SenderTimeText.Of(suspends.After!)} of deliveries that {of}.";
    }

    private static string Size(long bytes) => bytes % (1 << 20) == 0 ? $"{bytes >> 20} MiB" : bytes % (1 << 10) == 0 ? $"{bytes >> 10} KiB" : $"{bytes} bytes";
}
