using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Creel.Server.Sending;

/// <summary>What a run of many events came to, as text for people or one JSON object.</summary>
internal static class SendSummary
{
    public static double Rate(long count, TimeSpan elapsed) => elapsed > TimeSpan.Zero ? count / elapsed.TotalSeconds : 0;

    public static string Text(SendTally tally, SendPlan plan, TimeSpan elapsed)
    {
        var text = new StringBuilder();
        var of = plan.Count is { } all && all != tally.Sent ? Invariant($" of {all:N0}") : "";
        text.AppendLine(Invariant($"Sent:          {tally.Sent:N0}{of} in {elapsed.TotalSeconds:N2} s ({Rate(tally.Sent, elapsed):N0}/s)"));
        if (tally.ByStatus.Any()) text.AppendLine("Status codes:  " + string.Join(", ", tally.ByStatus.Select(s => Invariant($"{s.Key} × {s.Value:N0}"))));
        if (tally.ByFault.Any()) text.AppendLine("No answer:     " + string.Join(", ", tally.ByFault.Select(f => Invariant($"{f.Key} × {f.Value:N0}"))));
        if (tally.Latencies.Count > 0) text.AppendLine($"Latency:       {Latencies(tally.Latencies)}{(plan.Schedule.IsOpenLoop ? ", from the scheduled moment" : "")}");
        if (tally.Behind > 0)
        {
            var why = tally.MostUnderWay >= plan.Concurrency
                ? Invariant($"{plan.Concurrency} were under way already (--concurrency N allows more)")
                : "this machine did not keep up, or was only starting";
            text.AppendLine(Invariant($"Behind:        {tally.Behind:N0} were sent behind schedule, at most {Milliseconds(tally.MostBehind)}: {why}"));
        }
        return text.ToString();
    }

    public static byte[] Json(SendTally tally, SendPlan plan, TimeSpan elapsed)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("sent", tally.Sent);
            json.WriteNumber("succeeded", tally.Succeeded);
            json.WriteStartObject("statusCodes");
            foreach (var (status, count) in tally.ByStatus) json.WriteNumber(Invariant($"{status}"), count);
            json.WriteEndObject();
            json.WriteStartObject("errors");
            foreach (var (kind, count) in tally.ByFault) json.WriteNumber(kind, count);
            json.WriteEndObject();
            json.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 3));
            json.WriteNumber("rate", Math.Round(Rate(tally.Sent, elapsed), 1));
            json.WriteStartObject("latencyMs");
            json.WriteNumber("p50", tally.Latencies.Percentile(0.5).TotalMilliseconds);
            json.WriteNumber("p99", tally.Latencies.Percentile(0.99).TotalMilliseconds);
            json.WriteNumber("max", tally.Latencies.Max.TotalMilliseconds);
            json.WriteEndObject();
            json.WriteNumber("behindSchedule", tally.Behind);
            json.WriteBoolean("openLoop", plan.Schedule.IsOpenLoop);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static string Latencies(LatencyHistogram latencies) =>
        $"p50 {Milliseconds(latencies.Percentile(0.5))}, p99 {Milliseconds(latencies.Percentile(0.99))}, max {Milliseconds(latencies.Max)}";

    private static string Milliseconds(TimeSpan span) => Invariant($"{span.TotalMilliseconds:N1} ms");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
