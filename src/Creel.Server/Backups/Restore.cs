using Creel.Server.Local;
using Creel.Storage.Sqlite;

namespace Creel.Server.Backups;

/// <summary>
/// Makes a data directory of a backup, all of it or nothing: everything is made in a folder aside and moved at the end, the
/// inbox last, without which a directory is no data directory.
/// </summary>
internal static class Restore
{
    private const string Aside = "restoring";

    public static long Into(string path, string backup)
    {
        if (!File.Exists(backup)) throw CommandException.Failed($"There is no file {backup}.", "Name one that `creel backup` made.");
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry => Path.GetFileName(entry) != "lost+found"))
            throw CommandException.Failed($"{path} is not empty, and nothing in it is overwritten.", "Name a new or an empty directory with --data DIR.");
        var (events, _) = BackupFile.Verify(backup);
        var existed = Directory.Exists(path);
        var data = DataDirectory.OpenOrCreate(path);
        var aside = DataDirectory.OpenOrCreate(Path.Combine(path, Aside));
        try
        {
            DataFiles.Write(aside, BackupFile.Files(backup));
            CopyInbox(backup, aside.InboxFile);
            foreach (var entry in Directory.GetFileSystemEntries(aside.Path).Where(entry => entry != aside.InboxFile))
                Directory.Move(entry, Path.Combine(path, Path.GetFileName(entry)));
            File.Move(aside.InboxFile, data.InboxFile);
            Directory.Delete(aside.Path);
            return events;
        }
        catch
        {
            CleanUp(path, aside.Path, existed);
            throw;
        }
    }

    private static void CopyInbox(string backup, string inbox)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var from = File.OpenRead(backup))
        using (var to = new FileStream(inbox, options))
        {
            from.CopyTo(to, 1 << 20);
            to.Flush(flushToDisk: true);
        }
        BackupFile.MakeInbox(inbox);
        SqliteFile.Inspect(inbox);
    }

    // The directory was empty: whatever is in it now was put there here.
    private static void CleanUp(string path, string aside, bool existed)
    {
        foreach (var name in (string[])["secrets.json", "inbox.db"]) File.Delete(Path.Combine(path, name));
        foreach (var directory in (string[])[aside, Path.Combine(path, "tls"), Path.Combine(path, "save")])
        {
            if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        }
        if (!existed) Directory.Delete(path);
    }
}
