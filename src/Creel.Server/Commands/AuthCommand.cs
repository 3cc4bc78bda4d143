using System.CommandLine;
using Creel.Server.Configuring;
using Creel.Server.Local;

namespace Creel.Server.Commands;

/// <summary><c>creel auth</c>: the credentials of a source, and header values for other tools.</summary>
internal static class AuthCommand
{
    public static Command Create() => new("auth", "Credentials: show those of a source, or make a header value.") { Basic(), Show() };

    private static Command Basic()
    {
        var user = new Option<string?>("--user") { HelpName = "NAME", Description = "The user; asked for when missing" };
        var passwordStdin = new Option<bool>("--password-stdin") { Description = "Read the password from standard input instead of asking" };
        var command = new Command("basic", "Make the Authorization header's value from a user and a password.") { user, passwordStdin };
        command.SetAction(given =>
        {
            var name = given.GetValue(user) ?? Terminal.Ask("Enter Username: ");
            var password = given.GetValue(passwordStdin) ? Terminal.ReadLine() : Terminal.AskSecret("Enter Password: ");
            Terminal.Out.Write(BasicText(name, password));
            return 0;
        });
        return command;
    }

    private static Command Show()
    {
        var source = new Argument<string?>("SOURCE") { Description = "The source; may be left out when there is one only", Arity = ArgumentArity.ZeroOrOne };
        var data = new Option<string?>("--data") { HelpName = "DIR", Description = "Data directory (default: $CREEL_DATA, else the usual place)" };
        var config = new Option<string?>("--config") { HelpName = "FILE", Description = "The configuration file (default: the one that the receiver runs by, else as `creel serve` finds it)" };
        var always = new Option<bool>("--show-secrets") { Description = "Show them where this is not a terminal, too: in a pipe, a script, a log" };
        var command = new Command("show", "Show a source's URLs, its credentials as header values, and a curl line (secrets on a terminal only).") { source, data, config, always };
        command.SetAction(given =>
        {
            var directory = DataDirectory.OpenExisting(DataDirectory.Find(given.GetValue(data)));
            var credentials = SourceCredentials.Find(directory, given.GetValue(source), given.GetValue(config));
            Terminal.Out.Write(Terminal.OutputIsTerminal || given.GetValue(always)
                ? credentials.Text()
                : credentials.WithoutSecrets(given.GetValue(data)));
            return 0;
        });
        return command;
    }

    /// <summary>What `auth basic` answers.</summary>
    internal static string BasicText(string? user, string? password)
    {
        if (string.IsNullOrEmpty(user)) throw CommandException.Usage("There is no user name.", "Type it, pipe it in on a line of its own, or give --user NAME.");
        if (string.IsNullOrEmpty(password)) throw CommandException.Usage("There is no password.", "Type it, or pipe it in: … | creel auth basic --user NAME --password-stdin");
        if (user.Contains(':')) throw CommandException.Usage("A user name with a colon can't be sent by HTTP Basic.", "The first colon ends the name; passwords may hold colons.");
        var header = new UserPassword(user, password).HeaderValue;
        return $"Encoded string: {header["Basic ".Length..]}\nAuthorization Header value: {header}\n";
    }
}
