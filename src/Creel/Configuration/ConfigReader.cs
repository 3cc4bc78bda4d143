namespace Creel.Configuration;

/// <summary>The bytes of a configuration file, and what else of it counts.</summary>
/// <param name="Path">The whole path; paths in the file count from its folder.</param>
/// <param name="Bytes">At most one more than <see cref="ConfigText.LargestFile"/>.</param>
/// <param name="OthersCanRead">Whether users besides its owner may read it.</param>
internal sealed record ConfigFileContent(string Path, byte[] Bytes, bool OthersCanRead);

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
        return ConfigKeys.File.Read(root, "", reading)?.Value;
    }
}
