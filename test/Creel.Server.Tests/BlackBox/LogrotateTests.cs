using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Creel.Server.Tests.BlackBox;

/// <summary>The real program and the real logrotate, with the configuration that comes with Creel.</summary>
public sealed class LogrotateTests : BlackBoxTest
{
    private const string Separator = "= - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - \n";

    [Theory]
    [InlineData("")]
    [InlineData("copytruncate")]
    public async Task Loses_and_doubles_no_body_while_its_file_is_rotated_under_load(string way)
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/logrotate"), "logrotate is not installed");
        var configuration = await ConfigurationAsync(way);
        var saved = At("saved.json");
        var creel = await ServeAsync("--save", saved, "--print", "none");
        using var client = creel.Client(HttpVersion.Version20);
        for (var turn = 0; turn < 4; turn++)
        {
            var sending = Task.WhenAll(Enumerable.Range(turn * 100, 100).Select(async i => (await client.PostAsync("/webhook", Json($$"""{"n": {{i}}}"""))).EnsureSuccessStatusCode()));
            // What is written between logrotate's copy and its cut is lost by its nature: then it must be quiet.
            if (way.Length > 0)
            {
                await sending;
                await SavedAsync(creel, turn + 1);
            }
            else
            {
                await BegunAsync(saved);
            }
            await RotateAsync(configuration);
            await sending;
        }
        Assert.Equal(0, await creel.StopAsync());
        var files = Directory.GetFiles(Path.GetDirectoryName(saved)!, "saved.json*");
        Assert.True(files.Length >= 3, $"it was not rotated: {string.Join(", ", files)}");
        var numbers = files.SelectMany(file => File.ReadAllText(file).Split(Separator, StringSplitOptions.RemoveEmptyEntries))
            .Select(body => JsonDocument.Parse(body).RootElement.GetProperty("n").GetInt32());
        Assert.Equal(Enumerable.Range(0, 400), numbers.Order());
    }

    // A file in which nothing stands yet is not rotated.
    private static async Task BegunAsync(string saved)
    {
        using var limit = new CancellationTokenSource(CreelProcess.Patience);
        while (new FileInfo(saved) is not { Exists: true, Length: > 0 })
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    // The position is stored behind what was written: its file says when all is there.
    private async Task SavedAsync(CreelProcess creel, int hundreds)
    {
        var position = Directory.GetFiles(Path.Combine(creel.Data, "save"), "*.json").Single();
        using var limit = new CancellationTokenSource(CreelProcess.Patience);
        while (JsonDocument.Parse(await File.ReadAllBytesAsync(position, limit.Token)).RootElement.GetProperty("seq").GetInt64() < hundreds * 100) await Task.Yield();
    }

    // As it comes, but for the file, and without compression, so that the test can read what was rotated.
    private async Task<string> ConfigurationAsync(string way)
    {
        var sample = (await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "creel.logrotate"), TestContext.Current.CancellationToken)).ToList();
        var named = sample.FindIndex(line => line.EndsWith(" {", StringComparison.Ordinal));
        sample[named] = At("saved.json") + " {";
        sample.RemoveAll(line => line.TrimStart() is "compress" or "su creel creel");
        if (way.Length > 0) sample.Insert(named + 1, way);
        await File.WriteAllLinesAsync(At("logrotate.conf"), sample, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(At("logrotate.conf"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return At("logrotate.conf");
    }

    private async Task RotateAsync(string configuration)
    {
        using var logrotate = Process.Start(new ProcessStartInfo("/usr/sbin/logrotate", ["--force", "--state", At("logrotate.state"), configuration]) { RedirectStandardError = true })!;
        var said = await logrotate.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await logrotate.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(logrotate.ExitCode == 0, said);
    }
}
