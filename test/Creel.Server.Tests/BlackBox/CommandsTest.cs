using System.Diagnostics;
using System.Text;
using Creel.Server.Tests.Sending;
using Microsoft.AspNetCore.Http;

namespace Creel.Server.Tests.BlackBox;

/// <summary>The commands that need no server of ours, run as a user would run them.</summary>
public sealed class CommandsTest
{
    private static readonly string Binary = Environment.GetEnvironmentVariable("CREEL_BIN") is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Creel.Server.exe" : "Creel.Server");

    [Fact]
    public async Task Send_without_arguments_prints_what_the_old_sender_printed()
    {
        await using var end = await ReceivingEnd.StartAsync(c => AnswerAsync(c, 202, "Webhook notification received"));

        var (exit, output, _) = await RunAsync(end.Folder.FullName, "", "send");

        Assert.Equal(0, exit);
        Assert.Equal("Webhook notification status code:  202\nWebhook notification response:  Webhook notification received\n", output);
    }

    [Fact]
    public async Task Send_sums_a_run_up_and_fails_when_an_event_was_not_taken()
    {
        var arrived = 0;
        await using var end = await ReceivingEnd.StartAsync(c => AnswerAsync(c, Interlocked.Increment(ref arrived) == 30 ? 503 : 202, ""));

        var (exit, output, error) = await RunAsync(end.Folder.FullName, "", "send", "--count", "100");

        Assert.Equal(1, exit);
        Assert.Contains("Status codes:  202 × 99, 503 × 1", output);
        Assert.Contains("answered 503", error);
    }

    [Fact]
    public async Task A_refusal_says_where_the_credentials_are()
    {
        await using var end = await ReceivingEnd.StartAsync(c => AnswerAsync(c, 401, "Unauthorized"));

        var (exit, output, error) = await RunAsync(end.Folder.FullName, "", "send");

        Assert.Equal(1, exit);
        Assert.Contains("Webhook notification status code:  401", output);
        Assert.Contains("creel auth show", error);
    }

    [Fact]
    public async Task Auth_basic_asks_on_stderr_and_answers_on_stdout()
    {
        var (exit, output, error) = await RunAsync(Path.GetTempPath(), "jürgen\npass:wörd\n", "auth", "basic");

        var encoded = Convert.ToBase64String("jürgen:pass:wörd"u8);
        Assert.Equal(0, exit);
        Assert.Equal($"Encoded string: {encoded}\nAuthorization Header value: Basic {encoded}\n", output);
        Assert.Equal("Enter Username: \nEnter Password: \n", error);
    }

    [Fact]
    public async Task Auth_show_keeps_its_secrets_from_a_pipe_unless_told_otherwise()
    {
        await using var end = await ReceivingEnd.StartAsync(c => AnswerAsync(c, 202, ""));

        var (_, piped, _) = await RunAsync(end.Folder.FullName, "", "auth", "show");
        var (_, told, _) = await RunAsync(end.Folder.FullName, "", "auth", "show", "--show-secrets");

        Assert.DoesNotContain(ReceivingEnd.User.Password, piped);
        Assert.Contains("creel auth show webhook --show-secrets", piped);
        Assert.Contains(ReceivingEnd.User.HeaderValue, told);
    }

    [Fact]
    public async Task Senders_lists_what_is_known_and_tells_all_of_one()
    {
        var (_, list, _) = await RunAsync(Path.GetTempPath(), "", "senders");
        var (_, one, _) = await RunAsync(Path.GetTempPath(), "", "senders", "catalyst-center");
        var (exit, _, error) = await RunAsync(Path.GetTempPath(), "", "senders", "no-such");

        Assert.Contains("catalyst-center", list);
        Assert.Contains("generic", list);
        Assert.Contains("HOW IT PROVES ITSELF", one);
        Assert.Equal(1, exit);
        Assert.Contains("catalyst-center, cisco-sdwan", error);
    }

    [Fact]
    public async Task An_unknown_command_exits_with_2_and_says_where_to_read_on()
    {
        var (exit, output, error) = await RunAsync(Path.GetTempPath(), "", "sned");

        Assert.Equal((2, ""), (exit, output));
        Assert.Contains("creel --help", error);
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(string data, string input, params string[] arguments)
    {
        var stop = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Binary, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["CREEL_DATA"] = data;
        start.Environment.Remove("CREEL_USER");
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.StandardInput.WriteAsync(input.AsMemory(), stop);
        process.StandardInput.Close();
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, await output, await error);
    }
}
