using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>The rules of a plan, and how far each has come, which is kept in the inbox itself.</summary>
internal sealed class RetentionRules
{
    private readonly SqliteConnection _connection;

    public RetentionRules(SqliteConnection connection, RetentionPlan plan)
    {
        (_connection, Plan) = (connection, plan);
        Whole = RetentionCursor.ForWhole(plan);
        Others = RetentionCursor.ForOthers(plan);
        Own = [.. plan.Sources.Select(source => RetentionCursor.ForSource(source.Key, source.Value))];
        Counted = Own.Where(rule => rule.Rule.MaxBytes is not null).ToDictionary(rule => rule.Source!);
        ByAge = [.. ((RetentionCursor[])[Others, .. Own]).Where(rule => rule.Rule.MaxAge is not null)];
        Restore();
    }

    public RetentionPlan Plan { get; }

    /// <summary>The bytes of the inbox, whatever is in it.</summary>
    public RetentionCursor Whole { get; }

    /// <summary>Rules with an age.</summary>
    public IReadOnlyList<RetentionCursor> ByAge { get; }

    /// <summary>Rules of sources whose bytes are limited, by source.</summary>
    public IReadOnlyDictionary<string, RetentionCursor> Counted { get; }

    private RetentionCursor Others { get; }
    private IReadOnlyList<RetentionCursor> Own { get; }

    /// <summary>Within the transaction that deletes.</summary>
    public void Write(RetentionCursor rule)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "INSERT OR REPLACE INTO retention_progress (rule, deleted_to, counted_to, bytes) VALUES ($rule, $deleted, $counted, $bytes)";
        command.Parameters.AddWithValue("$rule", rule.Key);
        command.Parameters.AddWithValue("$deleted", rule.DeletedTo);
        command.Parameters.AddWithValue("$counted", rule.CountedTo);
        command.Parameters.AddWithValue("$bytes", rule.Bytes);
        command.ExecuteNonQuery();
        rule.IsChanged = false;
    }

    // What a rule passed stays passed, should it come back one day; its bytes are counted anew, since nobody counts them meanwhile.
    private void Restore()
    {
        var outdated = new List<string>();
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT rule, deleted_to, counted_to, bytes FROM retention_progress";
        using var row = command.ExecuteReader();
        var all = ((RetentionCursor[])[Whole, Others, .. Own]).ToDictionary(rule => rule.Key);
        while (row.Read())
        {
            if (!all.TryGetValue(row.GetString(0), out var rule) || (rule.Source is not null && !Counted.ContainsKey(rule.Source)))
            {
                if (row.GetInt64(2) > 0) outdated.Add(row.GetString(0));
                if (rule is not null) rule.DeletedTo = row.GetInt64(1);
                continue;
            }
            (rule.DeletedTo, rule.CountedTo, rule.Bytes) = (row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
        }
        row.Close();
        foreach (var key in outdated)
        {
            command.CommandText = "UPDATE retention_progress SET counted_to = 0, bytes = 0 WHERE rule = $rule";
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$rule", key);
            command.ExecuteNonQuery();
        }
    }
}
