using Creel.Storage;

namespace Creel.Server.Inboxes;

/// <summary>A file that gets its name only when it is whole. Only its owner may read it: bodies hold other people's data.</summary>
internal sealed class ExportFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;

    private ExportFile(string path, string temporary, FileStream stream)
    {
        _path = path;
        _temporary = temporary;
        _stream = stream;
    }

    public Stream Stream => _stream;

    public static ExportFile Create(string path)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path)) throw CommandException.Usage($"{path} is a directory.", "Name a file with --out FILE.");
        if (File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.Device))
            throw CommandException.Usage($"{path} is a device, not a file.", $"Write to it with `> {path}` instead of --out.");
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 64 * 1024 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new ExportFile(path, temporary, new FileStream(temporary, options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failed($"{path} can't be written: {e.Message}", "Name another file with --out FILE.");
        }
    }

    /// <summary>Everything is written: the file takes its name.</summary>
    public void Finish()
    {
        _stream.Flush();
        DiskFlush.File(_stream.SafeFileHandle, _temporary);
        _stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
    }

    /// <summary>What is not finished leaves nothing behind.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        File.Delete(_temporary);
    }
}
