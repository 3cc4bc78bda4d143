using System.Text.RegularExpressions;
using Creel.Server.Local;
using Creel.Storage;

namespace Creel.Server.Backups;

/// <summary>
/// The files of a data directory that go into a backup besides the inbox: credentials, certificates with their keys, and how
/// far each <c>--save</c> file has come. Not the quarantine: what was refused may get lost.
/// </summary>
internal static partial class DataFiles
{
    private const int Tries = 5;

    /// <summary>Reads them, as of one moment.</summary>
    public static List<(string Path, byte[] Content)> Read(DataDirectory data)
    {
        // A renewed certificate is several files: read until two readings agree.
        var files = ReadOnce(data);
        for (var i = 0; i < Tries; i++)
        {
            var again = ReadOnce(data);
            if (again.Count == files.Count && again.Zip(files).All(pair => pair.First.Path == pair.Second.Path && pair.First.Content.AsSpan().SequenceEqual(pair.Second.Content))) break;
            files = again;
        }
        return files;
    }

    /// <summary>Writes them into a directory, owner-only.</summary>
    /// <exception cref="CommandException">A name is not one that a backup has: it was changed, and might lead out of the directory.</exception>
    public static void Write(DataDirectory data, IEnumerable<(string Path, byte[] Content)> files)
    {
        foreach (var (path, content) in files)
        {
            if (!Known().IsMatch(path))
                throw CommandException.Failed("The backup holds a file under a name that no backup has.", "It was changed. Nothing was restored; use another backup.");
            var target = Path.Combine(data.Path, path);
            DataDirectory.OpenOrCreate(Path.GetDirectoryName(target)!);
            OwnerOnlyFile.Write(target, content);
        }
    }

    private static List<(string Path, byte[] Content)> ReadOnce(DataDirectory data)
    {
        var paths = new List<string>();
        if (File.Exists(data.SecretsFile)) paths.Add(data.SecretsFile);
        // What `creel config init` made, and a configuration names.
        paths.AddRange(Directory.GetFiles(data.Path, "*.password"));
        foreach (var directory in (string[])[data.TlsDirectory, data.SaveDirectory])
        {
            if (Directory.Exists(directory)) paths.AddRange(Directory.GetFiles(directory));
        }
        return [.. from path in paths
                   let name = Path.GetRelativePath(data.Path, path).Replace('\\', '/')
                   where Known().IsMatch(name) && !name.EndsWith(".tmp", StringComparison.Ordinal)
                   orderby name
                   select (name, File.ReadAllBytes(path))];
    }

    [GeneratedRegex(@"\A(?:secrets\.json|[A-Za-z0-9_-]{1,63}\.password|(?:tls|save)/[A-Za-z0-9_-][A-Za-z0-9._-]{0,199})\z")]
    private static partial Regex Known();
}
