using System.CommandLine;
using System.Text.Json;
using Creel.Configuration;
using Creel.Senders;

namespace Creel.Server.Commands;

/// <summary><c>creel senders</c>: the products that Creel knows.</summary>
internal static class SendersCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "One of them, in full", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "One JSON object a line" };
        var command = new ExplainedCommand("senders", "The products that Creel knows as senders, and what to know of each.", """
            A source names its sender in the configuration (`sender: catalyst-center`); events of any other product are kept just as well, with `generic`.

            Examples:
              creel senders
              creel senders catalyst-center
            """) { name, json };
        command.SetAction(given =>
        {
            var output = given.InvocationConfiguration.Output;
            var all = given.GetValue(name) is { } one ? [Find(one)] : SenderCatalog.Embedded.All;
            foreach (var sender in all)
            {
                if (given.GetValue(json)) output.WriteLine(Json(sender));
                else if (given.GetValue(name) is null) output.WriteLine($"{sender.Name,-18} {sender.Title}");
                else Write(sender, output);
            }
        });
        return command;
    }

    private static SenderProfile Find(string name) => SenderCatalog.Embedded.Find(name) ?? throw CommandException.Failed(
        $"There is no sender {Printing.TerminalText.Clean(name)}.", $"There are: {string.Join(", ", SenderCatalog.Embedded.All.Select(sender => sender.Name))}.");

    private static void Write(SenderProfile sender, TextWriter output)
    {
        output.WriteLine($"{sender.Title} ({sender.Name})");
        output.WriteLine();
        output.WriteLine(sender.Docs);
        output.WriteLine();
        output.WriteLine(sender.SenderKey is { } key
            ? $"A repeat within {key.Window} with the same key and body is merged into the event that was kept."
            : "No key of a delivery is documented: nothing is merged, and a look-alike is marked.");
        output.WriteLine($"A body may have {(sender.BodyLimit ?? Source.DefaultBodyLimit) >> 20} MiB.");
    }

    private static string Json(SenderProfile sender)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name", sender.Name);
            json.WriteString("title", sender.Title);
            json.WriteString("docs", sender.Docs);
            json.WriteNumber("bodyLimit", sender.BodyLimit ?? Source.DefaultBodyLimit);
            json.WriteBoolean("hasSenderKey", sender.SenderKey is not null);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
