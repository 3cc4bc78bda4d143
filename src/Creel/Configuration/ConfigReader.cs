namespace Creel.Configuration;

/// <summary>The bytes of a configuration file, and what else of it counts.</summary>
/// <param name="Path">The whole path; paths in the file count from its folder.</param>
/// <param name="Bytes">At most one more than <see cref="ConfigText.LargestFile"/>.</param>
/// <param name="OthersCanRead">Whether users besides its owner may read it.</param>
internal sealed record ConfigFileContent(string Path, byte[] Bytes, bool OthersCanRead)
{
    private const UnixFileMode OtherPeople = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Content and mode of one and the same file, also when it is replaced meanwhile; links on the way to it (Kubernetes swaps them) are followed anew.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ConfigFileContent Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var bytes = BoundedFile.Read(file, ConfigText.LargestFile);
        var others = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & OtherPeople) != 0;
        return new ConfigFileContent(path, bytes, others);
    }
}

/// <summary>Reads a configuration file into options. Never throws for what stands in it.</summary>
internal static class ConfigReader
{
    /// <returns>What could be read, for going on to look for errors even when some were found; null when that is nothing.</returns>
    public static ConfigOptions? Read(ConfigFileContent file, ConfigOutside outside, ConfigProblems problems)
    {
        var folder = Path.GetDirectoryName(file.Path) is { Length: > 0 } parent ? parent : Path.GetFullPath(".");
        var reading = new ConfigReading(folder, outside, problems)
        {
            LiteralSecrets = file.OthersCanRead
                ? new("is a secret, and others than its owner can read this file.", $"chmod 600 {file.Path}, or write ${{env:NAME}} or ${{file:PATH}} instead.")
                : null,
        };
        if (ConfigText.Decode(file.Bytes, problems) is not { } text || YamlReader.Read(text, problems) is not { } root) return null;
        var options = ConfigKeys.File.Read(root, "", reading)?.Value;
        if (options?.SenderFolder is { } senders) options.OwnSenders = SenderFolder.Read(senders, outside, problems);
        return options;
    }
}
