using Creel.Configuration;

namespace Creel.Embedding;

/// <summary>The part of a configuration file that an app with the library in it has use for.</summary>
internal static class ConfigurationFile
{
    private const UnixFileMode OtherPeople = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static ConfigOptions? Read(string path, ConfigProblems problems)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var bytes = BoundedFile.Read(file, ConfigText.LargestFile);
            var others = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & OtherPeople) != 0;
            var options = ConfigReader.Read(new ConfigFileContent(path, bytes, others), ConfigOutside.Real, problems);
            if (options is not null) RefuseOthersAffairs(options, problems);
            return options;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(0, 0, "ConfigurationFile"), $"{path} can't be read: {e.Message}", "Put it there, readable for the user that the app runs as.");
            return null;
        }
    }

    private static void RefuseOthersAffairs(ConfigOptions options, ConfigProblems problems)
    {
        Refuse("listen", "The app's own server listens: configure that.");
        Refuse("console", "An app has no console of Creel's.");
        Refuse("publicUrl", "Only the creel command uses it.");
        Refuse("tls", "The app's own server does TLS: configure that.");
        Refuse("trustedProxies", "Use the forwarded-headers middleware (UseForwardedHeaders) before routing: what it finds is believed.");
        foreach (var source in options.Sources)
        {
            if (source.Value.Save is { } save) problems.Add(save.Place, "has no use in an app.", "Write a handler that saves what it is given.");
        }

        void Refuse(string key, string remedy)
        {
            if (options.Given.Contains(key)) problems.Add(new(0, 0, "ConfigurationFile"), $"has the key {key}, which is the app's own affair.", $"Remove it. {remedy}");
        }
    }
}
