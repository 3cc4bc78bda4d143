using Creel.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Creel.Tests.Embedding;

/// <summary>What handlers make of an inbox that was changed meanwhile, and of a file of their own that is of no use.</summary>
public sealed class HandlerFileTests : EmbeddingTest
{
    private string InboxFile => Path.Combine(Folder, "inbox", "inbox.db");

    [Fact]
    public async Task What_retention_deleted_before_it_was_handled_is_counted_and_said()
    {
        await HandleOneThenKeepThreeAsync();
        Change("DELETE FROM content WHERE seq IN (2, 3); DELETE FROM event WHERE seq IN (2, 3)");
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("h", TakeAsync));
        Assert.Equal("4", (await NextAsync()).ReadText());
        Assert.Equal(LogLevel.Error, await app.Said.SaysAsync("Retention deleted 2 events before handler h came to them"));
    }

    [Fact]
    public async Task What_was_imported_is_not_handled()
    {
        await HandleOneThenKeepThreeAsync();
        Change("UPDATE event SET verdict = 3 WHERE seq IN (2, 3)");
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("h", TakeAsync));
        Assert.Equal("4", (await NextAsync()).ReadText());
    }

    [Fact]
    public async Task Another_inbox_in_its_place_is_handled_from_its_end()
    {
        await HandleOneThenKeepThreeAsync();
        await using (await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("h", TakeAsync))) await NextAsync(3);
        foreach (var file in Directory.GetFiles(Path.Combine(Folder, "inbox"), "inbox.db*")) File.Delete(file);
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("h", TakeAsync));
        await app.SendAsync("first of another inbox");
        Assert.Equal((1, "first of another inbox"), ((await NextAsync()) is var given ? given.Sequence : 0, given.ReadText()));
        Assert.Equal(LogLevel.Warning, await app.Said.SaysAsync("it is another one"));
    }

    [Fact]
    public async Task A_handlers_file_of_no_use_keeps_the_app_from_starting_and_is_not_touched()
    {
        await using (await EmbeddedApp.StartAsync(Folder))
        {
        }
        var file = Path.Combine(Folder, "inbox", "handlers.db");
        File.WriteAllText(file, new string('x', 5000));
        await using var app = EmbeddedApp.Build(Folder);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(Stop));
        Assert.Contains("handlers.db, which holds how far the handlers have come, can't be used", refused.Message);
        Assert.Equal(new string('x', 5000), File.ReadAllText(file));
        File.Delete(file);
        await using var again = await EmbeddedApp.StartAsync(Folder);
        await again.SendAsync("x");
    }

    [Fact]
    public async Task A_handler_that_is_gone_is_said()
    {
        await HandleOneThenKeepThreeAsync();
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("renamed", TakeAsync));
        Assert.Equal(LogLevel.Warning, await app.Said.SaysAsync("The handler h was here before"));
    }

    private async Task HandleOneThenKeepThreeAsync()
    {
        await using (var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("h", TakeAsync)))
        {
            await app.SendAsync("1");
            await NextAsync();
        }
        await using (var app = await EmbeddedApp.StartAsync(Folder))
        {
            foreach (var body in (string[])["2", "3", "4"]) await app.SendAsync(body);
        }
    }

    private void Change(string sql)
    {
        using var connection = SqliteFile.Open(InboxFile, SqliteOpenMode.ReadWrite, pooling: false);
        connection.Execute(sql);
    }
}
