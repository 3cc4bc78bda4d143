using System.Text.Json;
using Creel.Inbox;
using Creel.Server.Commands;
using Creel.Server.Inboxes;

namespace Creel.Server.Tests.Inboxes;

public sealed class ListCommandTests
{
    private static readonly Facts Alarm = new() { Title = "Uplink is down", Level = 1, Status = "active" };
    private readonly Captured _captured = new();

    [Fact]
    public async Task The_newest_event_stands_first_with_what_matters()
    {
        await using var kept = new KeptInbox();
        kept.Keep("1", facts: Alarm);
        var id = kept.Keep("2", facts: new Facts { Type = "a-type" });
        await ListAsync(kept, new(50), _captured.Screen());
        Assert.Equal(["TIME", "LEVEL", "STATUS", "SOURCE", "TITLE", "ID"],
            _captured.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.EndsWith($"-         -       webhook  a-type          {id}", _captured.Lines[1]);
        Assert.Contains("critical  active  webhook  Uplink is down", _captured.Lines[2]);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public async Task Lines_fit_the_terminal_and_ids_stay_whole(int width)
    {
        await using var kept = new KeptInbox();
        var id = kept.Keep("1", facts: Alarm with { Title = string.Concat(Enumerable.Repeat("回線 is down ", 30)) });
        await ListAsync(kept, new(50), _captured.Screen(width));
        Assert.All(_captured.Lines, line => Assert.True(TextWidth.Of(line) <= width, line));
        Assert.Contains(id.ToString(), _captured.Out);
        Assert.Contains("…", _captured.Out);
    }

    [Fact]
    public async Task Text_of_strangers_cannot_drive_the_terminal()
    {
        await using var kept = new KeptInbox();
        kept.Keep("1", facts: Alarm with { Title = "\e[2Jgone\u202egnp.exe\n" });
        await ListAsync(kept, new(50), _captured.Screen());
        await ListAsync(kept, new(50, Json: true), _captured.Screen(80));
        Assert.DoesNotContain('\e', _captured.Out);
        Assert.DoesNotContain('\u202e', _captured.Out);
        using var json = JsonDocument.Parse(_captured.Lines[^1]);
        Assert.Equal("\e[2Jgone\u202egnp.exe\n", json.RootElement.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Only_a_terminal_that_wants_it_gets_colour()
    {
        await using var kept = new KeptInbox();
        kept.Keep("1", facts: Alarm);
        await ListAsync(kept, new(50), _captured.Screen(120));
        Assert.DoesNotContain('\e', _captured.Out);
        await ListAsync(kept, new(50), _captured.Screen(120, colour: true));
        Assert.Contains("\e[1;31mcritical\e[0m", _captured.Out);
    }

    [Fact]
    public async Task An_empty_inbox_says_what_to_do()
    {
        await using var kept = new KeptInbox();
        await ListAsync(kept, new(50), _captured.Screen());
        Assert.Equal("", _captured.Out);
        Assert.Contains("creel send", _captured.Error);
    }

    [Fact]
    public async Task The_command_for_the_next_page_is_ready_to_paste()
    {
        await using var kept = new KeptInbox();
        for (var i = 0; i < 3; i++) kept.Keep($"{i}");
        await ListAsync(kept, new(2, Json: true, Again: " --data D"), _captured.Screen());
        Assert.Equal(2, _captured.Lines.Length);
        Assert.StartsWith("Older ones: creel list --data D --limit 2 --before ", _captured.Error);

        var rest = new Captured();
        await ListAsync(kept, new(2, _captured.Error.Trim().Split(' ')[^1], Json: true), rest.Screen());
        Assert.Contains("\"seq\":1,", Assert.Single(rest.Lines));
        Assert.Equal("", rest.Error);
    }

    [Fact]
    public async Task More_than_a_page_is_listed_page_by_page_under_one_heading()
    {
        await using var kept = new KeptInbox();
        kept.KeepMany(1500, size: 1);
        await ListAsync(kept, new(1400), _captured.Screen());
        Assert.Equal(1401, _captured.Lines.Length);
        Assert.Equal(1400, _captured.Lines.Skip(1).Select(line => line.Split(' ')[^1]).Distinct().Count());
    }

    private static async Task ListAsync(KeptInbox kept, ListWish wish, Screen screen)
    {
        using var inbox = kept.OpenFiles();
        Assert.Equal(0, await ListCommand.RunAsync(inbox, wish, screen, TestContext.Current.CancellationToken));
    }
}
