using System.CommandLine;

namespace Creel.Bench.Bare;

/// <summary><c>bare</c>: runs <see cref="BareServer"/>.</summary>
internal static class BareCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "where to listen on 127.0.0.1", Required = true };
    private static readonly Option<string> Certificate = new("--cert") { Description = "certificate, PEM", Required = true };
    private static readonly Option<string> Key = new("--key") { Description = "its key, PEM", Required = true };

    public static Command Create()
    {
        var command = new Command("bare", "A bare Kestrel endpoint that checks Basic, reads the body and answers 202.")
        {
            Port, Certificate, Key,
        };
        command.SetAction((parsed, stop) => BareServer.RunAsync(
            parsed.GetRequiredValue(Port), parsed.GetRequiredValue(Certificate), parsed.GetRequiredValue(Key), stop));
        return command;
    }
}
