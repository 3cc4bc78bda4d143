using Creel.Inbox;
using Creel.Server.Inboxes;
using Creel.Server.Local;
using Creel.Storage;
using Creel.Storage.Sqlite;

namespace Creel.Server.Backups;

/// <summary>
/// Makes a backup of a data directory, whether a server runs on it or not: the inbox is read as any reader does, a short
/// while at a time. The file gets its name when it is whole, checked and on disk.
/// </summary>
internal static class Backup
{
    public static (long Events, long Bytes) Make(DataDirectory data, string path, Screen screen, CancellationToken cancel)
    {
        if (Path.Exists(path)) throw CommandException.Failed($"{path} exists, and a backup overwrites nothing.", "Name a new file.");
        RefuseWithoutRoom(data, path);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            OwnerOnly(temporary);
            var events = Copy(data, temporary, screen, cancel);
            using (var file = File.OpenHandle(temporary, FileMode.Open, FileAccess.ReadWrite)) DiskFlush.File(file, temporary);
            File.Move(temporary, path, overwrite: false);
            DiskFlush.Directory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return (events, new FileInfo(path).Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failed($"{path} can't be written: {e.Message}", "Name another file, in a directory of yours with enough room.");
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static long Copy(DataDirectory data, string path, Screen screen, CancellationToken cancel)
    {
        SqliteFile.Inspect(data.InboxFile);
        using var copy = new InboxCopy(data.InboxFile, path);
        var progress = new ExportProgress(screen, copy.LastSeq - copy.FirstSeq + 1, TimeProvider.System);
        try
        {
            copy.Run(events => progress.Add((int)(events - progress.Events)), cancel);
        }
        finally
        {
            progress.End();
        }
        copy.Complete(DataFiles.Read(data));
        copy.Dispose();
        var (events, _) = BackupFile.Verify(path);
        if (events != copy.Events) throw new StoreRefusedException($"{events} events are in the backup where {copy.Events} were copied.");
        return events;
    }

    // A backup onto the volume of the inbox must not make the server refuse events.
    private static void RefuseWithoutRoom(DataDirectory data, string path)
    {
        var needed = new FileInfo(data.InboxFile).Length;
        var free = DiskSpace.Of(Path.GetDirectoryName(path)!).Free;
        if (free >= needed + DiskFloor.Bytes) return;
        throw CommandException.Failed(
            $"There is too little room for {path}: it may take {DiskSpace.Text(needed)}, and of the {DiskSpace.Text(free)} that are free {DiskSpace.Text(DiskFloor.Bytes)} must stay so.",
            "Make the backup on another volume.");
    }

    private static void OwnerOnly(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }
}
