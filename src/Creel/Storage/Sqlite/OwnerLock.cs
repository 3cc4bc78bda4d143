using Creel.Inbox;

namespace Creel.Storage.Sqlite;

/// <summary>
/// One writer per inbox: a lock on a file beside the database, held as long as the process lives, so that a crash frees it.
/// Readers need none.
/// </summary>
internal sealed class OwnerLock : IDisposable
{
    private readonly FileStream _file;

    private OwnerLock(FileStream file) => _file = file;

    /// <exception cref="StoreRefusedException">Another process holds it.</exception>
    public static OwnerLock Take(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new OwnerLock(new FileStream(path, options));
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new StoreRefusedException(
                $"Another creel is already receiving into {Path.GetDirectoryName(path)}. "
                + "Stop it first, or start this one on a directory of its own (--data DIR) and another port (--listen).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException(
                $"{path} can't be opened: {e.Message} Check that the directory is yours, writable and on a local disk with free space.", e);
        }
    }

    // EWOULDBLOCK on Linux, on a Mac; a sharing violation on Windows.
    internal static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    public void Dispose() => _file.Dispose();
}
