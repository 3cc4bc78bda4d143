using Creel.Configuration;
using Creel.Senders;
using Creel.Server.Local;
using Creel.Signatures;

namespace Creel.Server.Configuring;

/// <summary>How a sender gets at a source: for whoever sets one up, and for `creel send`.</summary>
/// <param name="Name">The source.</param>
/// <param name="Path">Null when it can't be read out of the file.</param>
/// <param name="Credentials">Any of them; none for an open source, and for one that wants a client certificate.</param>
/// <param name="Faults">What is wrong in the file with this source, seen from here: a variable that is only set for the server, for one.</param>
internal sealed record SourceAccess(string Name, string? Path, IReadOnlyList<SenderCredential> Credentials, IReadOnlyList<ConfigProblem> Faults)
{
    /// <summary>Where this is empty although credentials are wanted: client certificates, by subject.</summary>
    public IReadOnlyList<string> ClientSubjects { get; init; } = [];

    /// <summary>The sender that it expects; null when it can't be told.</summary>
    public SenderProfile? Sender { get; init; }

    /// <summary>How that sender signs, as the source has adjusted it.</summary>
    public IReadOnlyList<SignatureScheme> Schemes { get; init; } = [];

    /// <summary>What it signs with, or checks with where these are two keys.</summary>
    public IReadOnlyList<HiddenText> Secrets { get; init; } = [];

    /// <summary>AWS SNS: the topics that may send.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>The sources of the receiver on this machine: those of its configuration file, else the one that is there without.</summary>
    /// <param name="data">Holds the credentials that were made.</param>
    /// <param name="config">The configuration file; null: none.</param>
    public static IReadOnlyList<SourceAccess> All(DataDirectory data, string? config)
    {
        var problems = new ConfigProblems();
        if (config is not null)
        {
            var options = Read(config, problems) ?? throw new ConfigLoader(config, GivenOptions.None).Refused(problems.All);
            if (options.Given.Contains("sources")) return [.. options.Sources.Select(source => Of(source, SenderCatalog.Embedded.With(options.OwnSenders), problems.All))];
        }
        return [.. (LocalSecrets.Read(data)?.Basic ?? []).Where(made => made.Key == DefaultSource.Name)
            .Select(made => new SourceAccess(made.Key, DefaultSource.Path, [SenderCredential.Basic(made.Value)], []) { Sender = SenderCatalog.Embedded.Find(DefaultSource.Sender) })];
    }

    /// <summary>The senders that a configuration file knows: those that Creel brings, and its own.</summary>
    /// <param name="config">The file; null: none.</param>
    public static SenderCatalog Senders(string? config) => SenderCatalog.Embedded.With(config is null ? [] : Read(config, new ConfigProblems())?.OwnSenders ?? []);

    public override string ToString() => Name;

    private static ConfigOptions? Read(string config, ConfigProblems problems) =>
        ConfigFile.Read(config, problems) is { } file ? ConfigReader.Read(file, ConfigOutside.Real, problems) : null;

    private static SourceAccess Of(Named<SourceOptions> named, SenderCatalog senders, IReadOnlyList<ConfigProblem> problems)
    {
        var source = named.Value;
        var credentials = new List<SenderCredential>();
        foreach (var basic in source.Basic)
        {
            if (basic.Value is { User: { } user, Password: { } password }) credentials.Add(SenderCredential.Basic(new(user.Value, password.Value.Reveal())));
        }
        credentials.AddRange(source.Bearer.Select(token => SenderCredential.Bearer(token.Value.Reveal())));
        foreach (var header in source.Headers)
        {
            if (header.Value is { Name: { } name, Value: { } value }) credentials.Add(new(name.Value, value.Value.Reveal()));
        }
        var under = named.Place.Path;
        var sender = senders.Find(source.Sender?.Value ?? "generic");
        return new(named.Name.Value, source.Path is { } path ? SourcePath.Bare(path.Value) : null, credentials,
            [.. problems.Where(one => one.Place.Path == under || one.Place.Path.StartsWith(under + ".", StringComparison.Ordinal))])
        {
            ClientSubjects = [.. (source.ClientCertificates?.Value ?? []).Select(subject => subject.Value)],
            Sender = sender,
            // What is wrong with it the server has said already.
            Schemes = sender is null ? [] : SourceSignaturesCompiler.Compile(source, sender, new ConfigProblems()).Schemes,
            Secrets = [.. source.Secrets.Select(secret => secret.Value)],
            Topics = [.. (source.Topics?.Value ?? []).Select(topic => topic.Value)],
        };
    }
}
