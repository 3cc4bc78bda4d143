using Creel.Storage;

namespace Creel.Server.Local;

/// <summary>The one folder in which everything is kept. Nobody but its owner may look into it.</summary>
internal sealed class DataDirectory
{
    private DataDirectory(string path) => Path = path;

    public string Path { get; }
    public string InboxFile => At("inbox.db");

    /// <summary>Refused requests.</summary>
    public string QuarantineFile => At("quarantine.db");

    public string OwnerLockFile => At("owner.lock");

    /// <summary>The API of the running server, for commands on this machine.</summary>
    public string SocketFile => At("creel.sock");

    /// <summary>What the running server says of itself: <see cref="ServerState"/>.</summary>
    public string StateFile => At("server.json");

    /// <summary>Credentials, API token and digest key: <see cref="LocalSecrets"/>.</summary>
    public string SecretsFile => At("secrets.json");

    /// <summary>The CA to trust this machine's receiver by.</summary>
    public string CaFile => System.IO.Path.Combine(TlsDirectory, "ca.pem");

    /// <summary>Certificates and their keys.</summary>
    public string TlsDirectory => At("tls");

    /// <summary>How far each <c>--save</c> file has come.</summary>
    public string SaveDirectory => At("save");

    /// <summary>Where the data is: <c>--data</c>, else $CREEL_DATA, else what systemd gave the service, else the user's own place.</summary>
    public static string Find(string? option)
    {
        if (!string.IsNullOrEmpty(option)) return System.IO.Path.GetFullPath(option);
        if (Environment.GetEnvironmentVariable("CREEL_DATA") is not { Length: > 0 })
        {
            if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } service) return service.Split(':')[0];
            if (Environment.GetEnvironmentVariable("INVOCATION_ID") is { Length: > 0 } && Environment.UserName is "root" or "creel") return "/var/lib/creel";
        }
        return FindOutsideService();
    }

    /// <summary>Where a person's commands look for it: they have the variables of a shell, and not the service's.</summary>
    public static string FindOutsideService() => Environment.GetEnvironmentVariable("CREEL_DATA") is { Length: > 0 } chosen
        ? System.IO.Path.GetFullPath(chosen)
        : System.IO.Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "creel");

    /// <summary>Opens the directory, making it (owner-only) when it is missing.</summary>
    /// <exception cref="CommandException">It can't be made, or others may read it and that can't be changed.</exception>
    public static DataDirectory OpenOrCreate(string path)
    {
        try
        {
            OwnerOnlyFolder.Make(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failed($"The data directory {path} can't be used: {e.Message}",
                "Name another one with --data DIR, or make this one yours.");
        }
        return new DataDirectory(path);
    }

    /// <summary>Opens a directory that must hold an inbox already.</summary>
    public static DataDirectory OpenExisting(string path)
    {
        var directory = new DataDirectory(path);
        if (File.Exists(directory.InboxFile)) return directory;
        RefuseWhenClosed(path);
        throw CommandException.Failed($"There is no inbox in {path}.",
            "Start one with `creel serve`, or name the data directory with --data DIR (or CREEL_DATA).");
    }

    /// <summary>Opens a directory that must hold certificates already.</summary>
    public static DataDirectory OpenWithCertificates(string path)
    {
        var directory = new DataDirectory(path);
        if (Directory.Exists(directory.TlsDirectory)) return directory;
        throw CommandException.Failed($"There are no certificates in {path}.",
            "`creel serve` makes them at its first start; or name the data directory with --data DIR (or CREEL_DATA).");
    }

    private static void RefuseWhenClosed(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.GetFiles(path);
        }
        catch (UnauthorizedAccessException)
        {
            throw CommandException.Failed($"{path} belongs to another user.",
                "Run the command as the user that runs the server (for example with sudo -u), or name another directory with --data DIR.");
        }
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
