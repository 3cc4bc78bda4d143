using System.Text;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Senders;
using Microsoft.Extensions.Options;

namespace Creel.Embedding;

/// <summary>From what the app says, in code and in its file, to a topology; or all that is wrong with it.</summary>
internal sealed class OptionsCompiler(CreelOptions options, MappedReceivers mapped, string contentRoot)
{
    private readonly ConfigProblems _problems = new();
    private readonly List<string> _wrong = [];

    /// <param name="alsoWrong">What else is wrong, given the names of all sources.</param>
    /// <exception cref="OptionsValidationException">Something is wrong; every mistake is in it.</exception>
    public Topology Compile(Func<IReadOnlyList<string>, IEnumerable<string>> alsoWrong)
    {
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            _wrong.Add("DataDirectory is not set. Name a folder on a local disk that outlives a deployment of the app: options.DataDirectory = \"/var/lib/myapp/inbox\".");
        var file = options.ConfigurationFile is { } path ? Path.GetFullPath(path, contentRoot) : null;
        var written = file is null ? new ConfigOptions() : ConfigurationFile.Read(file, _problems) ?? new ConfigOptions();
        var retention = Retention(written);
        var senders = SenderCatalog.Embedded.With(written.OwnSenders).With(Senders());
        var publicUrl = ConfigCompiler.PublicUrl(options.PublicUrl is { } url ? new(url, new ConfigPlace(0, 0, "PublicUrl"), ConfigText.Shown(url)) : written.PublicUrl, _problems);
        List<CreelSource> code = [.. options.Sources, .. mapped.All.Select(one => one.Declared).OfType<CreelSource>()];
        List<string> names = [.. written.Sources.Select(source => source.Name.Value), .. code.Select(source => source.Name)];
        written.Sources = [.. written.Sources, .. code.Select(source => SourceOptionsOf.Code(source, _problems)).OfType<Named<SourceOptions>>()];
        var sources = SourceCompiler.Compile(written, senders, _problems);
        _wrong.AddRange(_problems.All.Select(problem => Text(problem, file)));
        _wrong.AddRange(names.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => $"source {same.Key}: there are {same.Count()} of this name. Give each one of its own: source.Name = \"…\"."));
        if (_wrong.Count == 0 && names.Count == 0) _wrong.Add("There is no source. Map one: app.MapCreelReceiver(\"/webhook\", source => source.AddBasic(user, password)).");
        // Only then: a source that is wrong in itself can't be found by its path.
        if (_wrong.Count == 0) Assign(sources);
        _wrong.AddRange(alsoWrong(names));
        if (_wrong.Count > 0) throw new OptionsValidationException(nameof(CreelOptions), typeof(CreelOptions), _wrong);
        return new Topology(sources) { Retention = retention, Senders = senders, PublicUrl = publicUrl };
    }

    /// <summary>The paths that sources are declared with, as far as they can be read; what is wrong is said at the start.</summary>
    public static IReadOnlyList<string> DeclaredPaths(CreelOptions options, string contentRoot)
    {
        var file = options.ConfigurationFile is { } path ? ConfigurationFile.Read(Path.GetFullPath(path, contentRoot), new ConfigProblems()) : null;
        return [.. options.Sources.Select(source => source.Path), .. (file?.Sources ?? []).Select(source => source.Value.Path?.Value).OfType<string>()];
    }

    private void Assign(IReadOnlyList<Source> sources)
    {
        foreach (var one in mapped.All)
        {
            one.Source = sources.FirstOrDefault(source => source.Path == SourcePath.Bare(one.Path));
            if (one.Source is null)
                _wrong.Add($"{one.Path} is mapped, and no source has this path. Declare one with AddSource or in the configuration file, or here: MapCreelReceiver(\"{one.Path}\", source => …).");
        }
        foreach (var twice in mapped.All.Where(one => one.Source is not null).GroupBy(one => one.Source).Where(same => same.Count() > 1))
            _wrong.Add($"source {twice.Key!.Name}: is mapped {twice.Count()} times. Map it once.");
    }

    private RetentionRule Retention(ConfigOptions written)
    {
        var code = SourceOptionsOf.Retention(options.MaxAge, options.MaxBytes, new ConfigPlace(0, 0, ""));
        if (code is not null && written.Retention is not null)
            _wrong.Add("MaxAge or MaxBytes is set, and the configuration file has retention too. Say it in one place.");
        return RetentionCompiler.Compile(code ?? written.Retention, _problems) ?? RetentionRule.None;
    }

    private List<SenderProfile> Senders()
    {
        var own = new List<SenderProfile>();
        foreach (var json in options.Profiles)
        {
            try
            {
                var profile = ProfileCompiler.Compile(ProfileData.Parse(Encoding.UTF8.GetBytes(json)));
                if (own.Exists(other => other.Name == profile.Name)) _wrong.Add($"AddSender: there are two senders {profile.Name}. Give one of them another name.");
                else own.Add(profile);
            }
            catch (FormatException e)
            {
                _wrong.Add($"AddSender: {e.Message}");
            }
        }
        return own;
    }

    private static string Text(ConfigProblem problem, string? file) => problem.Place.Line > 0
        ? problem.Text(file ?? "")
        : $"{(problem.Place.Path.Length > 0 ? problem.Place.Path + ": " : "")}{problem.What} {problem.Remedy}";
}
