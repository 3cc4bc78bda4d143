namespace Creel.Server.Configuring;

/// <summary>Which configuration file: the first found of --config, $CREEL_CONFIG, ./creel.yaml, /etc/creel/creel.yaml.</summary>
internal static class ConfigChoice
{
    public static readonly string[] Usual = ["creel.yaml", "/etc/creel/creel.yaml"];

    /// <returns>Its whole path, or null where there is none: then the defaults are in force.</returns>
    /// <exception cref="CommandException">One was named and is not there.</exception>
    public static string? Find(string? option)
    {
        if (!string.IsNullOrEmpty(option)) return Named(option, "--config");
        if (Environment.GetEnvironmentVariable("CREEL_CONFIG") is { Length: > 0 } variable) return Named(variable, "CREEL_CONFIG");
        return Usual.Where(File.Exists).Select(Path.GetFullPath).FirstOrDefault();
    }

    private static string Named(string path, string by)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full)) return full;
        throw CommandException.Usage($"There is no configuration file {full}, and {by} names it.", "Mend the name; `creel config init --output FILE` writes a file to begin with.");
    }
}
