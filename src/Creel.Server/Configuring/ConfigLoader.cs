using Creel.Configuration;

namespace Creel.Server.Configuring;

/// <summary>What one reading of the configuration came to.</summary>
/// <param name="Configured">Null when there are problems.</param>
/// <param name="Problems">In the order of the file.</param>
/// <param name="Fingerprint">Of all that was read.</param>
internal sealed record ConfigOutcome(Configured? Configured, IReadOnlyList<ConfigProblem> Problems, string Fingerprint);

/// <summary>Makes a configuration out of the file, or out of nothing where there is none, and the options of the command line.</summary>
internal sealed class ConfigLoader(string? path, GivenOptions given)
{
    private SecretHashes _secrets = new();

    /// <summary>The file; null: there is none.</summary>
    public string? Path => path;

    public ConfigOutcome Load()
    {
        var problems = new ConfigProblems();
        ConfigOptions? options = new();
        var fingerprint = "";
        if (path is not null)
        {
            var file = ConfigFile.Read(path, problems);
            _secrets = new SecretHashes();
            options = file is null ? null : ConfigReader.Read(file, ConfigOutside.Real with { ReadFile = _secrets.Read, ListFolder = _secrets.List }, problems);
            fingerprint = ConfigFile.Fingerprint(file, _secrets);
        }
        Configured? configured = null;
        if (options is not null)
        {
            given.LayOver(options, problems);
            configured = ConfigCompiler.Compile(options, ServeRules.Rules, problems);
        }
        return new ConfigOutcome(configured, problems.All, fingerprint);
    }

    /// <summary>Of what is there now, without understanding it.</summary>
    public string Fingerprint() => path is null ? "" : ConfigFile.Fingerprint(ConfigFile.Read(path, new ConfigProblems()), _secrets.Again());

    /// <exception cref="CommandException">It is not good; all errors are in the message.</exception>
    public Configured LoadOrThrow(out string fingerprint)
    {
        var outcome = Load();
        fingerprint = outcome.Fingerprint;
        return outcome.Configured ?? throw Refused(outcome.Problems);
    }

    public CommandException Refused(IReadOnlyList<ConfigProblem> problems)
    {
        var one = problems.Count == 1;
        // An option may be at odds with a file that nobody named: it was found in the current folder.
        var where = path is null ? "" : $" in {path}";
        return CommandException.Usage($"the configuration{where} is not good:\n{Text(problems)}", one ? "Mend it and try again." : $"Mend these {problems.Count} errors and try again.");
    }

    public string Text(IReadOnlyList<ConfigProblem> problems) => string.Join("\n", problems.Select(one => one.Text(path ?? "")));
}
