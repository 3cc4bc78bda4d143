using System.Text.Json;
using Creel.Inbox;

namespace Creel.Console;

/// <summary>One page of refused requests, newest first.</summary>
internal sealed record QuarantinePage(IReadOnlyList<QuarantineRow> Rows, string? Next)
{
    public static QuarantinePage Read(IQuarantineLog log, QuarantineFilter filter, long? before, int limit)
    {
        var rows = log.Newest(filter, before, limit + 1);
        return rows.Count <= limit ? new(rows, null) : new([.. rows.Take(limit)], Cursor.At(rows[limit - 1].Seq));
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("refused");
        foreach (var row in Rows) QuarantineJson.WriteRow(json, row);
        json.WriteEndArray();
        json.WriteString("next", Next);
        json.WriteEndObject();
    }
}
