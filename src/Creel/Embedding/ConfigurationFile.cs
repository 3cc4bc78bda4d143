using Creel.Configuration;

namespace Creel.Embedding;

/// <summary>The part of a configuration file that an app with the library in it has use for.</summary>
internal static class ConfigurationFile
{
    public static ConfigOptions? Read(string path, ConfigProblems problems)
    {
        try
        {
            var options = ConfigReader.Read(ConfigFileContent.Read(path), ConfigOutside.Real, problems);
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
