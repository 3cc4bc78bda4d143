using System.Text.Json;
using Creel.Inbox;
using Creel.Server.Commands;
using Creel.Server.Inboxes;

namespace Creel.Server.Tests.Inboxes;

public sealed class SearchCommandTests
{
    private static readonly Facts Alarm = new() { Title = "Uplink is down", Level = 1, Status = "active" };
    private readonly Captured _captured = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_running_server_and_its_files_find_the_same(bool serve)
    {
        await using var kept = new KeptInbox();
        var wanted = kept.Keep("""{"note": "a needle"}""", facts: Alarm);
        kept.Keep("""{"note": "a needle"}""", facts: Alarm with { Level = 4 });
        kept.Keep("""{"needle": "hay"}""", facts: Alarm);
        if (serve) await kept.ServeAsync();
        using var inbox = await kept.OpenAsync();
        await ListAsync(inbox, new(50, Json: true) { Query = "needle level:<=2" });
        using var row = JsonDocument.Parse(Assert.Single(_captured.Lines));
        Assert.Equal(wanted, row.RootElement.GetProperty("id").GetGuid());

        using var export = await inbox.ExportAsync("needle level:<=2", null, Cancel);
        Assert.Null(export.Expected);
        using var line = JsonDocument.Parse(await new StreamReader(export.Lines).ReadToEndAsync(Cancel));
        Assert.Equal(wanted, line.RootElement.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Pages_without_matches_are_no_end()
    {
        await using var kept = new KeptInbox();
        kept.Keep("""{"note": "needle"}""");
        kept.KeepMany(1500, size: 1);
        using var inbox = new HurriedInbox(kept.OpenFiles());
        await ListAsync(inbox, new(5, Json: true) { Query = "needle" });
        Assert.Contains("\"seq\":1,", Assert.Single(_captured.Lines));
        Assert.True(inbox.EmptyPages > 1);
        Assert.Equal("", _captured.Error);
    }

    [Fact]
    public async Task The_command_for_the_next_page_has_the_query_in_it()
    {
        await using var kept = new KeptInbox();
        for (var i = 0; i < 3; i++) kept.Keep($"{i}", facts: Alarm);
        using var inbox = kept.OpenFiles();
        await ListAsync(inbox, new(2) { Query = "title:\"Uplink is down\" level:<=2", Command = "search" });
        Assert.StartsWith("Older ones: creel search 'title:\"Uplink is down\" level:<=2' --limit 2 --before ", _captured.Error);
    }

    [Fact]
    public async Task Nothing_found_is_said_and_no_error()
    {
        await using var kept = new KeptInbox();
        kept.Keep("1");
        using var inbox = kept.OpenFiles();
        await ListAsync(inbox, new(2) { Query = "level:1", Command = "search" });
        Assert.Equal(("", "Nothing that is kept matches.\n"), (_captured.Out, _captured.Error));
    }

    [Theory]
    [InlineData("levle:1 a", 0, "  levle:1 a\n  ^")]
    [InlineData("回線 levle:1", 3, "  回線 levle:1\n       ^")]
    [InlineData("\u001b x", 2, "  ? x\n    ^")]
    [InlineData("a", 1, "  a\n   ^")]
    public void An_error_points_at_its_place(string query, int position, string pointed) => Assert.Equal(pointed, QueryArgument.Pointed(query, position));

    [Fact]
    public void An_error_in_a_long_query_shows_what_is_around_it()
    {
        var pointed = QueryArgument.Pointed(new string('a', 500) + " b:c " + new string('d', 500), 501).Split('\n');
        Assert.InRange(pointed[0].Length, 20, 80);
        Assert.Equal('b', pointed[0][pointed[1].IndexOf('^')]);
    }

    [Fact]
    public async Task A_body_has_colours_only_where_there_are_any_and_stays_harmless()
    {
        await using var kept = new KeptInbox();
        var id = kept.Keep("""{"a\u001b": ["b\u202e", 1.5, true]}""", facts: Alarm with { Title = "\e[2J" });
        using var inbox = kept.OpenFiles();
        using var e = await inbox.FindAsync(id, Cancel);
        ShowCommand.Write(e!.RootElement, json: false, headers: false, _captured.Screen(80, colour: true));
        Assert.Contains("\e[34m\"a\\u001b\"\e[0m: [", _captured.Out);
        Assert.Contains("\e[32m\"b\\u202e\"\e[0m,", _captured.Out);
        Assert.Contains("\e[36m1.5\e[0m,", _captured.Out);
        Assert.Contains("\e[35mtrue\e[0m\n", _captured.Out);
        Assert.Contains("\e[1;31mcritical\e[0m", _captured.Out);
        Assert.DoesNotContain("\e[2J", _captured.Out);
        Assert.DoesNotContain('\u202e', _captured.Out);
    }

    [Theory]
    [InlineData("search needle level:<=2", 1)]
    [InlineData("search -level:1 -has:link -header.x:1", 0)]
    [InlineData("search -- -status:resolved", 1)]
    [InlineData("search @needle OR needle", 1)]
    [InlineData("list needle", 1)]
    [InlineData("export needle", 1)]
    public async Task The_words_of_a_command_line_are_one_query(string arguments, int found)
    {
        await using var kept = new KeptInbox();
        kept.Keep("""{"note": "needle"}""", facts: Alarm);
        var words = arguments.Split(' ');
        // Options stand before a -- that ends them.
        var (exit, output, error) = await BlackBox.CreelProcess.RunAsync([words[0], "--data", kept.Data.Path, .. words[0] == "export" ? (string[])[] : ["--json"], .. words[1..]]);
        Assert.True(exit == 0, error);
        Assert.Contains($"Inbox in {kept.Data.Path}", error);
        Assert.Equal(found, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("search", "QUERY")]
    [InlineData("search levle:1", "  levle:1\n  ^\nDid you mean level:?")]
    [InlineData("list a (b", "  a (b\n    ^\n")]
    [InlineData("search a --limt 3", "no option --limt")]
    public async Task What_is_no_query_is_wrong_usage(string arguments, string said)
    {
        await using var kept = new KeptInbox();
        var (exit, output, error) = await BlackBox.CreelProcess.RunAsync([.. arguments.Split(' '), "--data", kept.Data.Path]);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(said, error.Replace("'search'", "QUERY"));
    }

    private async Task ListAsync(IInboxView inbox, ListWish wish) => Assert.Equal(0, await ListCommand.RunAsync(inbox, wish, _captured.Screen(), Cancel));

    /// <summary>An inbox whose searches look at no more than a few hundred events a page.</summary>
    private sealed class HurriedInbox(IInboxView all) : IInboxView
    {
        public int EmptyPages { get; private set; }
        public string Name => all.Name;

        public async Task<InboxPage> SearchAsync(string query, string? before, int limit, CancellationToken cancel)
        {
            using var some = await all.NewestAsync(before, 400, cancel);
            var ids = some.Rows.EnumerateArray().Select(row => row.GetProperty("seq").GetInt64()).ToHashSet();
            using var page = await all.SearchAsync(query, before, limit, cancel);
            var rows = page.Rows.EnumerateArray().Where(row => ids.Contains(row.GetProperty("seq").GetInt64())).Select(row => row.GetRawText()).ToList();
            if (rows.Count == 0) EmptyPages++;
            return new(JsonDocument.Parse($$$"""{"events": [{{{string.Join(',', rows)}}}], "next": {{{(some.Next is { } next ? $"\"{next}\"" : "null")}}}, "searched": {"complete": false, "backTo": null} }"""));
        }

        public Task<JsonDocument?> FindAsync(Guid id, CancellationToken cancel) => all.FindAsync(id, cancel);
        public Task<bool> CopyBodyAsync(Guid id, Stream to, CancellationToken cancel) => all.CopyBodyAsync(id, to, cancel);
        public Task<InboxExport> ExportAsync(string query, string? after, CancellationToken cancel) => all.ExportAsync(query, after, cancel);
        public void Dispose() => all.Dispose();
    }
}
