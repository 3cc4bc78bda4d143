using System.CommandLine;
using System.Text.Json;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Server.Configuring;
using Creel.Server.Inboxes;
using Creel.Server.Printing;

namespace Creel.Server.Commands;

/// <summary><c>creel verify</c>: a kept request's signature, tried again.</summary>
internal static class VerifyCommand
{
    public static Command Create(Func<string, IQuarantineLog> openRefused, Func<string, IEventLog> openEvents)
    {
        var id = new Argument<string>("ID") { Description = "A refused request's id (`creel quarantine list`), or an event's (`creel list`)" };
        var sender = new Option<string?>("--sender") { HelpName = "NAME", Description = "Try it as this product's, of `creel senders` (default: the one that its source expects)" };
        var secret = new Option<string[]>("--secret") { HelpName = "SECRET", Description = "Try this secret; may be given several times (others on this machine can see it here; better: --secret-stdin, or $CREEL_SECRET)" };
        var secretStdin = new Option<bool>("--secret-stdin") { Description = "Read the secret from standard input" };
        var url = new Option<string?>("--url") { HelpName = "URL", Description = "What the sender called, for senders that sign the URL (default: as it came, with publicUrl)" };
        var config = new Option<string?>("--config") { HelpName = "FILE", Description = "Where sources stand when no server runs. Default: as `creel serve` finds it" };
        var json = new Option<bool>("--json") { Description = "What came of it as one JSON object on a line" };
        var command = new ExplainedCommand("verify", "Try the signature of a kept request again: with another secret, as another sender.", """
            Without a secret, those that its source has now are tried. Nothing is sent anywhere, and no secret is kept. The time of
            signing is compared with the time at which the request came. Only signatures can be tried: passwords and tokens are
            masked in what is kept. Of a refused request its body must be whole.

            Examples:
              creel verify 01a21d7e-bec6-7b19-97bb-615b004e5bb9
              creel verify 01a21d7e-bec6-7b19-97bb-615b004e5bb9 --sender github --secret-stdin < secret.txt

            Exit status: 0 verified, 1 not.
            """) { id, sender, secret, secretStdin, url, config, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(secretStdin) && result.GetValue(secret) is { Length: > 0 }) result.AddError("--secret and --secret-stdin: give one of them.");
        });
        InboxCommand.Set(command, (choice, cancel) => choice.OpenQuarantineAsync(openRefused, cancel), async (given, choice, quarantine, cancel) =>
        {
            var wanted = Id(given.GetRequiredValue(id));
            var wish = new VerifyWish { Sender = given.GetValue(sender), Secrets = Secrets(given.GetValue(secret) ?? [], given.GetValue(secretStdin)), Url = given.GetValue(url) };
            // What is configured elsewhere can't be known here.
            Topology Configured() => choice.Server is null ? Sources(given.GetValue(config), wish) : new([]);
            using var tried = await quarantine.VerifyAsync(wanted, wish, Configured, cancel) ?? await EventAsync(choice, openEvents, wanted, wish, Configured, cancel) ?? throw Missing(wanted);
            var screen = Screen.Of(given);
            if (given.GetValue(json)) screen.Out.WriteLine(QuarantineCommand.Line(tried.RootElement, screen));
            else VerifySheet.Write(tried.RootElement, screen.Out);
            return tried.RootElement.GetProperty("verified").GetBoolean() ? 0 : 1;
        });
        return command;
    }

    private static async Task<JsonDocument?> EventAsync(
        InboxChoice choice, Func<string, IEventLog> openEvents, Guid id, VerifyWish wish, Func<Topology> configured, CancellationToken cancel)
    {
        using var inbox = await choice.OpenAsync(openEvents, cancel);
        using var kept = await inbox.FindAsync(id, cancel);
        return kept is null ? null : LocalVerification.Try(id, kept.RootElement, wish, configured());
    }

    private static IReadOnlyList<string> Secrets(string[] given, bool stdin)
    {
        if (stdin) given = [(Terminal.InputIsTerminal ? Terminal.AskSecret("Secret: ") : Terminal.ReadLine()) ?? ""];
        else if (given.Length == 0 && Environment.GetEnvironmentVariable("CREEL_SECRET") is { Length: > 0 } set) given = [set];
        return given.Any(secret => secret.Length == 0) ? throw CommandException.Usage("The secret is empty.", "Give it with --secret-stdin, $CREEL_SECRET or --secret.") : given;
    }

    // A file that can't be read from here, such as one with secrets of the service's, is no reason not to try a secret that was given.
    private static Topology Sources(string? config, VerifyWish wish)
    {
        var loader = new ConfigLoader(ConfigChoice.Find(config), GivenOptions.None);
        var outcome = loader.Load();
        if (outcome.Configured is { } configured) return configured.Build(() => [DefaultSource.Of(null)]);
        return wish.Secrets.Count > 0 && config is null ? new([]) : throw loader.Refused(outcome.Problems);
    }

    private static Guid Id(string text) => Guid.TryParseExact(text, "D", out var id)
        ? id
        : throw CommandException.Usage($"{TerminalText.Clean(text)} is no id.", "Take one from `creel quarantine list` or `creel list`, whole.");

    private static CommandException Missing(Guid id) => CommandException.Failed($"There is neither a refused request nor an event {id}.",
        "See `creel quarantine list` and `creel list`; newer ones may have pushed it out.");
}
