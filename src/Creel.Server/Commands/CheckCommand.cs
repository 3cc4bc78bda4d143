using System.CommandLine;
using System.Text;
using Creel.Server.Configuring;

namespace Creel.Server.Commands;

/// <summary><c>creel check</c>: is the configuration good?</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config") { HelpName = "FILE", Description = "The file. Default: as `creel serve` finds it" };
        var json = new Option<bool>("--json") { Description = "Print what would be served, or the errors, as one JSON object" };
        var command = new ExplainedCommand("check", "Check a configuration: all errors at once, each with its line and what to do; else what would be served.", """
            Secrets are looked up as `creel serve` would: ${env:NAME} in this environment, ${file:PATH} on this disk.
            Exit status: 0 it is good, 2 it is not.
            """)
        { config, json };
        command.SetAction(given => Run(ConfigChoice.Find(given.GetValue(config)), given.GetValue(json)));
        return command;
    }

    private static int Run(string? file, bool json)
    {
        var loader = new ConfigLoader(file, GivenOptions.None);
        var outcome = loader.Load();
        var topology = outcome.Configured?.Build(() => [DefaultSource.Of(null)]);
        if (json) Terminal.Out.WriteLine(Encoding.UTF8.GetString(ConfigSummary.Json(file, outcome.Configured, topology, outcome.Problems)));
        else if (outcome.Configured is not null) Terminal.Out.Write(ConfigSummary.Text(file, outcome.Configured, topology!));
        if (outcome.Configured is not null) return 0;
        Terminal.Error.WriteLine(loader.Text(outcome.Problems));
        if (outcome.Problems.Count > 1) Terminal.Error.WriteLine($"creel: {outcome.Problems.Count} errors.");
        return 2;
    }
}
