using System.CommandLine;
using Creel.Inbox;
using Creel.Server.Backups;
using Creel.Server.Inboxes;
using Creel.Server.Local;
using Microsoft.Data.Sqlite;

namespace Creel.Server.Commands;

/// <summary><c>creel backup</c> and <c>creel restore</c>.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The file to make; it must not exist" };
        var data = new Option<string?>("--data") { HelpName = "DIR", Description = "The data directory (default: $CREEL_DATA, else the usual place)" };
        var command = new ExplainedCommand("backup", "Copy the inbox, credentials and certificates into one file, while the server goes on or without one.", """
            In it is every event that was kept when it began. Not in it: the quarantine, and configuration files.
            The file holds secrets: passwords, the API token, private keys. Only you can read it; keep it so.

            Examples:
              creel backup /mnt/backup/creel-monday.db
              creel restore /mnt/backup/creel-monday.db --data /var/lib/creel
            """) { file, data };
        command.SetAction((given, cancel) => Task.FromResult(Guarded(() =>
        {
            var directory = DataDirectory.OpenExisting(DataDirectory.Find(given.GetValue(data)));
            var path = Path.GetFullPath(given.GetRequiredValue(file));
            var screen = Screen.Of(given);
            screen.Error.WriteLine($"Backup of {directory.Path}");
            var (events, bytes) = Backup.Make(directory, path, screen, cancel);
            screen.Error.WriteLine($"Made {path}: {Count(events)}, {DiskSpace.Text(bytes)}, checked. It holds passwords and private keys: keep it as safe as the server.");
        })));
        return command;
    }

    public static Command CreateRestore()
    {
        var file = new Argument<string>("FILE") { Description = "A file that `creel backup` made" };
        var data = new Option<string>("--data") { HelpName = "DIR", Required = true, Description = "A new or empty directory" };
        var command = new Command("restore", "Make a data directory of a backup.") { file, data };
        command.SetAction((given, _) => Task.FromResult(Guarded(() =>
        {
            var path = Path.GetFullPath(given.GetRequiredValue(data));
            var events = Restore.Into(path, Path.GetFullPath(given.GetRequiredValue(file)));
            Screen.Of(given).Error.WriteLine($"Restored {Count(events)} with credentials and certificates into {path}.\nGo on with: creel serve --data {path}");
        })));
        return command;
    }

    private static int Guarded(Action run)
    {
        try
        {
            run();
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception e) when (e is StoreRefusedException or SqliteException or IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failed(e.Message, "Nothing was made.");
        }
    }

    private static string Count(long events) => events == 1 ? "1 event" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{events:N0} events");
}
