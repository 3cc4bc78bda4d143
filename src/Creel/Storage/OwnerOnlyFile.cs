namespace Creel.Storage;

/// <summary>Writes files that only their owner may read, whole or not at all, surviving a power cut.</summary>
internal static class OwnerOnlyFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush();
            DiskFlush.File(file.SafeFileHandle, temporary);
        }
        File.Move(temporary, path, overwrite: true);
        DiskFlush.Directory(Path.GetDirectoryName(path)!);
    }
}
