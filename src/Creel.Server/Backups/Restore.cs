using Creel.Server.Local;
using Creel.Storage;
using Creel.Storage.Sqlite;

namespace Creel.Server.Backups;

/// <summary>
/// Makes a data directory of a backup, all of it or nothing: everything is made in a folder aside and moved at the end, the
/// inbox last, without which a directory is no data directory.
/// </summary>
internal static class Restore
{
    private const string Aside = "restoring";

    /// <summary>What a volume of its own has at its top.</summary>
    private const string VolumeFolder = "lost+found";

    public static long Into(string path, string backup)
    {
        if (!File.Exists(backup)) throw CommandException.Failed($"There is no file {backup}.", "Name one that `creel backup` made.");
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry => Path.GetFileName(entry) != VolumeFolder))
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
            DiskFlush.Directory(path);
            return events;
        }
        catch
        {
            CleanUp(path, existed);
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
            DiskFlush.File(to.SafeFileHandle, inbox);
        }
        BackupFile.MakeInbox(inbox);
        SqliteFile.Inspect(inbox);
    }

    // The directory was empty: whatever is in it now was put there here.
    private static void CleanUp(string path, bool existed)
    {
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos().Where(entry => entry.Name != VolumeFolder))
        {
            if (entry is DirectoryInfo directory) directory.Delete(recursive: true);
            else entry.Delete();
        }
        if (!existed) Directory.Delete(path);
    }
}
