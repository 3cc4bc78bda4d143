using System.Text.Json;
using Creel.Console;
using Creel.Server.Local;
using Creel.Server.Printing;

namespace Creel.Server.Inboxes;

/// <summary>Writes events, newest first, page by page as they are found: none but a page is ever held.</summary>
internal sealed class EventListing(IInboxView inbox, ListWish wish, Screen screen)
{
    private readonly EventTable _table = new(screen, TimeProvider.System.LocalTimeZone);
    private bool _progress;
    private int _written;

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var next = wish.Before;
        do
        {
            using var page = await inbox.SearchAsync(wish.Query, next, Math.Min(Left, EventPage.MaxSize), cancel);
            ClearProgress();
            Write(page.Rows);
            next = page.Next;
            if (next is not null && Left > 0) ShowProgress(page.LookedBackTo);
        }
        while (next is not null && Left > 0);
        ClearProgress();
        if (_written == 0) screen.Error.WriteLine(Nothing());
        else if (next is not null) screen.Error.WriteLine($"Older ones: creel {wish.Command}{Again()} --limit {wish.Limit} --before {next}");
        return 0;
    }

    private int Left => wish.Limit - _written;

    private void Write(JsonElement rows)
    {
        var count = rows.GetArrayLength();
        if (count == 0) return;
        _written += count;
        if (!wish.Json) _table.Write(rows);
        else foreach (var row in rows.EnumerateArray()) screen.Out.WriteLine(Line(row.GetRawText()));
        screen.Out.Flush();
    }

    // The escapes that make a text harmless on a terminal are valid in JSON, too.
    private string Line(string json) => screen.OutIsTerminal ? TerminalText.Clean(json) : json;

    private void ShowProgress(string? lookedBackTo)
    {
        if (!screen.ErrorIsTerminal || lookedBackTo is null) return;
        screen.Error.Write($"\rLooked back to {EventTable.Time(lookedBackTo, TimeProvider.System.LocalTimeZone)}, found {_written}: going on\e[K");
        _progress = true;
    }

    private void ClearProgress()
    {
        if (_progress) screen.Error.Write("\r\e[K");
        _progress = false;
    }

    private string Again() => wish.Again + (wish.Query.Length > 0 ? " " + CurlLine.Quote(wish.Query) : "");

    private string Nothing() => (wish.Query.Length > 0, wish.Before is null) switch
    {
        (false, true) => "The inbox is empty: nothing was received yet. Send a sample to the running server with `creel send`.",
        (false, false) => "There is nothing older.",
        (true, true) => "Nothing that is kept matches.",
        (true, false) => "Nothing older matches.",
    };
}
