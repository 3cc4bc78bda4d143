using System.Net.Sockets;
using Creel.Server.Inboxes;
using Creel.Server.Local;
using Creel.Storage.Sqlite;

namespace Creel.Server.Tests.Inboxes;

public sealed class InboxChoiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_running_server_is_asked_and_named_with_its_process()
    {
        await using var kept = new KeptInbox();
        await kept.ServeAsync();
        new ServerState { ProcessId = 4711, StartedAt = default, ReceiveUrls = [], Sources = [] }.Write(kept.Data);
        using var inbox = await kept.OpenAsync();
        Assert.Equal($"Inbox of the running server (pid 4711) in {kept.Data.Path}", inbox.Name);
    }

    [Fact]
    public async Task Without_a_server_the_files_are_read()
    {
        await using var kept = new KeptInbox();
        using var inbox = await kept.OpenAsync();
        Assert.Equal($"Inbox in {kept.Data.Path} (no server is running)", inbox.Name);
    }

    [Fact]
    public async Task The_socket_of_a_server_that_was_killed_is_no_server()
    {
        await using var kept = new KeptInbox();
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(kept.At("s")));
            // Closing removes the file by its name: under another one it stays, as after a kill.
            File.Move(kept.At("s"), kept.Data.SocketFile);
        }
        Assert.True(Path.Exists(kept.Data.SocketFile));
        using var inbox = await kept.OpenAsync();
        Assert.IsType<FileInbox>(inbox);
    }

    [Fact]
    public async Task A_directory_too_deep_for_a_socket_is_read_from_its_files()
    {
        await using var kept = new KeptInbox();
        var deep = Directory.CreateDirectory(kept.At(new string('d', 120)));
        File.Copy(kept.Data.InboxFile, Path.Combine(deep.FullName, "inbox.db"));
        using var inbox = await new InboxChoice { Data = deep.FullName }.OpenAsync(SqliteEventLog.Open, Cancel);
        Assert.IsType<FileInbox>(inbox);
    }

    [Fact]
    public async Task A_server_elsewhere_is_asked_with_its_token()
    {
        await using var kept = new KeptInbox();
        kept.Keep("x");
        await kept.ServeAsync();
        using var inbox = await OpenAsync(new() { Server = kept.Url, Token = kept.Secrets.ApiToken });
        using var page = await inbox.NewestAsync(null, 5, Cancel);
        Assert.Equal(1, page.Rows.GetArrayLength());
        Assert.Equal($"Inbox of the server at {kept.Url}", inbox.Name);
    }

    [Fact]
    public async Task A_wrong_token_is_told_from_a_missing_server()
    {
        await using var kept = new KeptInbox();
        await kept.ServeAsync();
        using (var inbox = await OpenAsync(new() { Server = kept.Url, Token = "wrong" }))
            Assert.Contains("refused the token", (await RefusedAsync(inbox)).Message);
        var url = kept.Url;
        await kept.StopServingAsync();
        using (var inbox = await OpenAsync(new() { Server = url, Token = "any" }))
            Assert.Contains("can't be asked", (await RefusedAsync(inbox)).Message);
    }

    [Theory]
    [InlineData("http://192.0.2.1:5480", "t", null, "in the clear")]
    [InlineData("192.0.2.1:5480", "t", null, "not a URL")]
    [InlineData("ftp://192.0.2.1", "t", null, "not a URL")]
    [InlineData("https://192.0.2.1", "a\nb", null, "control characters")]
    [InlineData("https://192.0.2.1", " ", null, "no token")]
    [InlineData("https://192.0.2.1", "t", "/data", "two inboxes")]
    [InlineData(null, "t", null, "--server URL")]
    public async Task What_does_not_fit_together_is_wrong_usage(string? server, string? token, string? data, string said)
    {
        var e = await Assert.ThrowsAsync<CommandException>(() => OpenAsync(new() { Server = server, Token = token, Data = data }));
        Assert.Equal(2, e.ExitCode);
        Assert.Contains(said, e.Message);
    }

    [Fact]
    public async Task A_missing_inbox_is_an_error()
    {
        var e = await Assert.ThrowsAsync<CommandException>(() => OpenAsync(new() { Data = "/nowhere/at/all" }));
        Assert.Equal(1, e.ExitCode);
        Assert.Contains("creel serve", e.Message);
    }

    private static Task<CommandException> RefusedAsync(IInboxView inbox) =>
        Assert.ThrowsAsync<CommandException>(() => inbox.NewestAsync(null, 1, Cancel));

    private static Task<IInboxView> OpenAsync(InboxChoice choice) => choice.OpenAsync(SqliteEventLog.Open, Cancel);
}
