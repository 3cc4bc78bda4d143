using System.CommandLine;
using System.Text;
using Creel.Configuration;
using Creel.Server.Configuring;
using Creel.Server.Local;
using Creel.Storage;

namespace Creel.Server.Commands;

/// <summary><c>creel config</c>: a configuration file to begin with, and its schema.</summary>
internal static class ConfigCommand
{
    public static Command Create() => new("config", "Configuration files: write one to begin with, or print their schema for editors.") { Init(), Schema() };

    private static Command Init()
    {
        var output = new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "Write to this file, which must not be there yet, instead of printing" };
        var data = new Option<string?>("--data") { HelpName = "DIR", Description = "Data directory (default: $CREEL_DATA, else the usual place)" };
        var command = new ExplainedCommand("init", "Write what is in force without a configuration as a configuration file, with comments.", """
            The password of the source `webhook` stays what it is (or is made now, as the first start would). It goes to
            the file webhook.password in the data directory, which only its owner can read, and the configuration names it.
            """)
        { output, data };
        command.SetAction(given => Run(given.GetValue(output), DataDirectory.Find(given.GetValue(data))));
        return command;
    }

    private static Command Schema()
    {
        var command = new Command("schema", "Print the JSON schema, for editors to complete and check creel.yaml by.");
        command.SetAction(_ =>
        {
            Terminal.Out.Write(ConfigSchema.Text());
            return 0;
        });
        return command;
    }

    private static int Run(string? output, string dataPath)
    {
        if (output is not null && Path.Exists(output)) throw Exists(output);
        var data = DataDirectory.OpenOrCreate(dataPath);
        var user = LocalSecrets.ReadOrCreate(data, DefaultSource.Name, user: null).Basic[DefaultSource.Name];
        var passwordFile = Path.Combine(data.Path, $"{DefaultSource.Name}.password");
        // One that is there may have been changed since: that is the password that senders have.
        if (!File.Exists(passwordFile)) OwnerOnlyFile.Write(passwordFile, Encoding.UTF8.GetBytes(user.Password + "\n"));
        var text = StarterConfig.Text(user.User, passwordFile);
        if (output is null)
        {
            Terminal.Out.Write(text);
            return 0;
        }
        WriteNew(output, text);
        Terminal.Out.WriteLine($"{Path.GetFullPath(output)} is written. Check it by: creel check --config {CurlLine.Quote(output)}");
        return 0;
    }

    private static void WriteNew(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using var file = new FileStream(path, options);
            file.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException) when (Path.Exists(path))
        {
            throw Exists(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failed($"{path} can't be written: {e.Message}", "Name a file in a directory that is yours.");
        }
    }

    private static CommandException Exists(string path) =>
        CommandException.Failed($"{path} is there already, and nothing is overwritten.", "Name another file, or move this one away.");
}
