using System.CommandLine;
using Creel.Bench.Load;

namespace Creel.Bench.Verify;

/// <summary><c>verify</c>: is every acknowledged event kept, once?</summary>
internal static class VerifyCommand
{
    private static readonly Option<string> Inbox = new("--inbox") { Description = "the inbox.db", Required = true };

    private static readonly Option<string[]> Acked = new("--acked")
    {
        Description = "files of acknowledged numbers, as `load --acked` writes them",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        var command = new Command("verify", "Checks that each acknowledged number occurs exactly once in the kept bodies.")
        {
            Inbox, Acked,
        };
        command.SetAction(parsed =>
        {
            var findings = InboxCheck.Run(parsed.GetRequiredValue(Inbox), [.. parsed.GetRequiredValue(Acked).Select(AckedNumbers.Read)]);
            Console.WriteLine(findings);
            return findings.Good ? 0 : 1;
        });
        return command;
    }
}
