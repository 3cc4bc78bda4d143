using System.CommandLine;

namespace Creel.Bench;

/// <summary>What every command that measures Creel is told.</summary>
internal static class SharedOptions
{
    public static readonly Option<string> Creel = new("--creel")
    {
        Description = "the creel binary (CREEL_BIN)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("CREEL_BIN") ?? "artifacts/aot/creel",
    };

    public static readonly Option<string> Work = new("--work")
    {
        Description = "a directory on the disk to be measured; the whole bench needs 5 GB there",
        DefaultValueFactory = _ => "artifacts/bench-run",
    };
}
