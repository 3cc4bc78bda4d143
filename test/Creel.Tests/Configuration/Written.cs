using System.Text;
using Creel.Configuration;

namespace Creel.Tests.Configuration;

/// <summary>A configuration as an operator wrote it, with an environment and secret files that are made up.</summary>
internal sealed class Written
{
    public const string Folder = "/etc/creel";

    private Written(Configured? configured, IReadOnlyList<ConfigProblem> problems, IReadOnlyCollection<string> files) =>
        (Configured, Problems, SecretFiles) = (configured, problems, files);

    public Configured? Configured { get; }

    public IReadOnlyList<ConfigProblem> Problems { get; }

    public IReadOnlyCollection<string> SecretFiles { get; }

    /// <summary>As they are printed.</summary>
    public string Text => string.Join("\n", Problems.Select(one => one.Text("creel.yaml")));

    /// <summary>It is good; else the test fails and says why.</summary>
    public Configured Good
    {
        get
        {
            Assert.True(Configured is not null, Text);
            return Configured;
        }
    }

    public Topology Topology => Good.Build(() => []);

    public static ConfigRules Rules { get; } = new()
    {
        Listen = (url, proxies) => url.StartsWith("https://", StringComparison.Ordinal) || proxies.Count > 0 ? null : new("would be open.", "Use https."),
        Console = url => url == "off" || url.StartsWith("http://127.0.0.1:", StringComparison.Ordinal) ? null : new("is not on loopback.", "Use loopback."),
        CertificateName = name => name.Contains(' ') ? new("is no name.", "Write one.") : null,
        Tls = _ => null,
    };

    public static Written Of(string yaml, bool othersCanRead = false, (string Name, string Value)[]? environment = null, (string Path, byte[] Content)[]? files = null) =>
        Of(Encoding.UTF8.GetBytes(yaml), othersCanRead, environment, files);

    public static Written Of(byte[] bytes, bool othersCanRead = false, (string Name, string Value)[]? environment = null, (string Path, byte[] Content)[]? files = null)
    {
        var problems = new ConfigProblems();
        var read = new List<string>();
        var outside = new ConfigOutside(
            name => environment?.FirstOrDefault(one => one.Name == name).Value,
            (path, _) =>
            {
                read.Add(path);
                return files?.FirstOrDefault(one => one.Path == path).Content ?? throw new FileNotFoundException();
            })
        {
            ListFolder = folder => (files ?? []).Select(file => file.Path).Where(path => Path.GetDirectoryName(path) == folder).ToList() is { Count: > 0 } found
                ? found : throw new DirectoryNotFoundException("there is no such folder"),
        };
        var options = ConfigReader.Read(new($"{Folder}/creel.yaml", bytes, othersCanRead), outside, problems);
        var configured = options is null ? null : ConfigCompiler.Compile(options, Rules, problems);
        return new(configured, problems.All, read);
    }
}
