using Creel.Bench.Load;
using Microsoft.Data.Sqlite;

namespace Creel.Bench.Verify;

/// <summary>What was found in an inbox for the numbers that were acknowledged.</summary>
internal sealed record InboxFindings(long Acknowledged, long Missing, long Twice, long KeptUnacknowledged, long Unknown)
{
    public bool Good => Missing == 0 && Twice == 0 && Unknown == 0;

    public override string ToString() =>
        $"{Acknowledged:N0} acknowledged, {Missing:N0} of them missing, {Twice:N0} kept twice, {Unknown:N0} bodies not as sent, " +
        $"{KeptUnacknowledged:N0} kept whose answer was not seen";
}

/// <summary>Reads every kept body and holds it against the acknowledgements.</summary>
internal static class InboxCheck
{
    // All that is known here of how Creel keeps events.
    private const string KeptBodies = "SELECT seq, body FROM content WHERE seq > $after ORDER BY seq LIMIT 5000";

    /// <param name="inboxFile">The inbox.db.</param>
    /// <param name="runs">What was acknowledged.</param>
    /// <param name="numberIn">The number in a kept body, or -1; null: of what <see cref="EventTemplate"/> sends.</param>
    public static InboxFindings Run(string inboxFile, IReadOnlyList<AckedNumbers> runs, Func<byte[], long>? numberIn = null)
    {
        if (!File.Exists(inboxFile)) throw new BenchException($"There is no inbox at {inboxFile}.");
        try
        {
            return Compare(inboxFile, runs, numberIn ?? (body => EventTemplate.NumberIn(body)));
        }
        catch (SqliteException e)
        {
            throw new BenchException($"The inbox {inboxFile} can't be read: {e.Message}", e);
        }
    }

    private static InboxFindings Compare(string inboxFile, IReadOnlyList<AckedNumbers> runs, Func<byte[], long> numberIn)
    {
        var kept = runs.Select(run => new AckedNumbers(run.First, run.Capacity)).ToArray();
        var (twice, unacknowledged, unknown) = (0L, 0L, 0L);
        foreach (var number in Numbers(inboxFile, numberIn))
        {
            var run = Array.FindIndex(kept, candidate => number >= candidate.First && number < candidate.First + candidate.Capacity);
            if (run < 0)
            {
                unknown++;
                continue;
            }
            if (kept[run].Contains(number))
            {
                twice++;
                continue;
            }
            kept[run].Acknowledged(number);
            if (!runs[run].Contains(number)) unacknowledged++;
        }
        var acknowledged = runs.Sum(run => run.Count);
        var found = kept.Sum(run => run.Count) - unacknowledged;
        return new InboxFindings(acknowledged, acknowledged - found, twice, unacknowledged, unknown);
    }

    /// <summary>The number in each kept body, a page at a time: a server that still runs must not wait for a reader.</summary>
    private static IEnumerable<long> Numbers(string inboxFile, Func<byte[], long> numberIn)
    {
        var source = new SqliteConnectionStringBuilder { DataSource = inboxFile, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        using var connection = new SqliteConnection(source.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = KeptBodies;
        var after = command.Parameters.AddWithValue("$after", 0L);
        var page = new List<long>(5000);
        do
        {
            page.Clear();
            using (var reader = command.ExecuteReader())
            {
                while (reader.Read())
                {
                    after.Value = reader.GetInt64(0);
                    page.Add(reader.IsDBNull(1) ? -1 : numberIn(reader.GetFieldValue<byte[]>(1)));
                }
            }
            foreach (var number in page) yield return number;
        }
        while (page.Count > 0);
    }
}
