using System.ComponentModel;
using System.Diagnostics;

namespace Creel.Tests.Packaging;

/// <summary>The unit for systemd, judged by systemd's own tool where it is installed.</summary>
public sealed class ServiceUnitTests
{
    private static readonly string Unit = Repository.At("packaging", "creel.service");

    [Fact]
    public async Task Is_as_closed_as_the_security_page_says()
    {
        // In tenths: 20 is an exposure of 2.0 of 10.
        var (exit, said) = await AnalyzeAsync("security", "--offline=yes", "--no-pager", "--threshold=20", Unit);
        Assert.True(exit == 0, said);
        Assert.Contains("Overall exposure level for creel.service: 1.", said);
    }

    [Fact]
    public async Task Has_no_line_that_systemd_does_not_know()
    {
        var (_, said) = await AnalyzeAsync("verify", "--man=no", Unit, Repository.At("packaging", "creel.socket"));
        // The binary is not installed where tests run.
        Assert.DoesNotContain(said.Split('\n'), line => line.Length > 0 && !line.Contains("is not executable", StringComparison.Ordinal));
    }

    /// <summary>Otherwise the program refuses the socket that systemd passes to it.</summary>
    [Fact]
    public void The_socket_listens_where_the_program_does_without_a_configuration()
    {
        var socket = File.ReadAllLines(Repository.At("packaging", "creel.socket"));
        var port = socket.Single(line => line.StartsWith("ListenStream=", StringComparison.Ordinal))["ListenStream=".Length..];
        Assert.Equal([$"https://*:{port}"], Creel.Server.Configuring.ServeRules.DefaultListen);
        Assert.Contains("Accept=no", socket);
        Assert.Contains("Sockets=creel.socket", File.ReadAllLines(Unit));
    }

    private static async Task<(int Exit, string Said)> AnalyzeAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("systemd-analyze", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process? started = null;
        try { started = Process.Start(start); }
        catch (Win32Exception) { /* no systemd here */ }
        Assert.SkipUnless(started is not null, "systemd-analyze is not on this machine");
        using var process = started;
        var stop = TestContext.Current.CancellationToken;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, await output + await error);
    }
}
