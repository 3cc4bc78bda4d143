using System.CommandLine;
using Creel.Inbox;
using Creel.Server.Configuring;
using Creel.Server.Hosting;
using Creel.Server.Local;
using Creel.Server.Printing;
using Creel.Server.Windows;

namespace Creel.Server.Commands;

/// <summary><c>creel serve</c>: the main job.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Config = new("--config")
    {
        Description = "A configuration file. Default: $CREEL_CONFIG, ./creel.yaml, /etc/creel/creel.yaml, the first that is there",
        HelpName = "FILE",
    };
    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Where everything is kept. Default: $CREEL_DATA, else ~/.local/share/creel (/var/lib/creel as a service)",
        HelpName = "DIR",
    };
    private static readonly Option<string[]> Listen = new("--listen")
    {
        Description = "Where to receive; may be given several times. Default: https://*:5443 (IPv4 and IPv6)",
        HelpName = "URL",
    };
    private static readonly Option<string?> Console = new("--console")
    {
        Description = "Where console and API are; off loopback https:// only. Default: http://127.0.0.1:5480",
        HelpName = "URL|off",
    };
    private static readonly Option<string[]> Names = new("--name")
    {
        Description = "A host name or address by which senders reach this machine, for its certificate; may be given several times",
        HelpName = "HOST",
    };
    private static readonly Option<string?> User = new("--user")
    {
        Description = "Credentials for senders instead of the made ones; kept in the data directory. Others on this machine can see the "
            + "command line: CREEL_USER in the environment does the same unseen",
        HelpName = "NAME:PASSWORD",
    };
    private static readonly Option<string?> Save = new("--save")
    {
        Description = "Also append each body to this file, in the format of the Flask receiver",
        HelpName = "FILE",
    };
    private static readonly Option<string?> Print = new("--print")
    {
        Description = "What to print of each request. Default: payload on a terminal, else line",
        HelpName = "payload|line|none",
    };

    public static Command Create()
    {
        var command = new ExplainedCommand("serve", "Receive webhooks, keep them, show them. Runs until Ctrl+C or SIGTERM.", """
            Examples:
              creel serve                                    receive at https://*:5443/webhook; prints the credentials and a
                                                             line of curl to try it
              creel serve --name creel.example.net           with that name in its certificate too
              creel serve --listen https://192.0.2.10:8443   at one address and port only
              creel serve --config creel.yaml                with sources, proxies, retention as that file says; other options
                                                             replace its keys (creel config init writes one to begin with)
              creel serve --user username:password --save all_webhooks_detailed.json
                                                             as the Flask receiver did, and nothing is lost

            A request is answered with success only after its event is on disk. What was kept: creel list
            """) { Config, Data, Listen, Console, Names, User, Save, Print };
        command.SetAction((given, stop) => WindowsService.IsThis
            ? Task.FromResult(WindowsService.Serve(asked => RunAsync(Read(given), asked)))
            : RunAsync(Read(given), stop));
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options, CancellationToken stop)
    {
        var loader = new ConfigLoader(options.ConfigPath, options.Given);
        var configured = loader.LoadOrThrow(out var fingerprint);
        try
        {
            await using var receiver = await Receiver.StartAsync(options, new(loader, configured, fingerprint), TimeProvider.System);
            return await receiver.RunAsync(stop);
        }
        catch (StoreRefusedException e)
        {
            throw CommandException.Failed(e.Message, "Nothing was started.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failed($"The data directory {options.DataPath} can't be used: {e.Message}",
                "Nothing was started. Check its owner, its mode and the space on its disk, or name another one with --data DIR.");
        }
    }

    private static ServeOptions Read(ParseResult given)
    {
        var user = ReadUser(given.GetValue(User) ?? Environment.GetEnvironmentVariable("CREEL_USER"));
        return new ServeOptions
        {
            DataPath = DataDirectory.Find(given.GetValue(Data)),
            ConfigPath = ConfigChoice.Find(given.GetValue(Config)),
            Given = new GivenOptions
            {
                Listen = given.GetValue(Listen) is { Length: > 0 } listen ? listen : null,
                Console = given.GetValue(Console),
                Names = given.GetValue(Names) is { Length: > 0 } names ? names : null,
                HasUser = user is not null,
                SavePath = given.GetValue(Save) is { } save ? Path.GetFullPath(save) : null,
            },
            User = user,
            Print = ReadPrint(given.GetValue(Print)),
        };
    }

    private static UserPassword? ReadUser(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return UserPassword.Parse(text) ?? throw CommandException.Usage("--user is not NAME:PASSWORD.",
            "Give both, with a colon between; a name can't hold a colon, a password can.");
    }

    private static PrintMode ReadPrint(string? text) => text switch
    {
        null => Terminal.OutputIsTerminal ? PrintMode.Payload : PrintMode.Line,
        "payload" => PrintMode.Payload,
        "line" => PrintMode.Line,
        "none" => PrintMode.None,
        _ => throw CommandException.Usage($"--print {TerminalText.Clean(text)} is not known.", "It is one of payload, line, none."),
    };
}
