using Creel.Configuration;

namespace Creel.Server.Configuring;

/// <summary>What the command line says beside the file: an option replaces the key of the same meaning whole.</summary>
internal sealed record GivenOptions
{
    public static GivenOptions None { get; } = new();

    public IReadOnlyList<string>? Listen { get; init; }
    public string? Console { get; init; }
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>--user or CREEL_USER, which belong to the source that is there without a file.</summary>
    public bool HasUser { get; init; }

    /// <summary>The file of --save, which every source's bodies go to.</summary>
    public string? SavePath { get; init; }

    public void LayOver(ConfigOptions options, ConfigProblems problems)
    {
        if (Listen is not null) options.Listen = List("--listen", Listen);
        if (Console is not null) options.Console = One("--console", Console);
        if (Names is not null)
        {
            options.Tls ??= new TlsOptions { Place = ConfigPlace.OfOption("--name") };
            options.Tls.Names = List("--name", Names);
        }
        if (HasUser && options.Given.Contains("sources"))
            problems.Add(ConfigPlace.OfOption("--user"), "sets the credentials of the default source, and the file has sources of its own.",
                "Leave --user and CREEL_USER out; credentials stand in the file, under `basic`.");
        foreach (var source in options.Sources)
        {
            if (source.Value.Save is { } save && save.Value == SavePath) problems.Add(save.Place, $"is {save.Shown}, and --save writes to that file too.", "Name two files.");
        }
    }

    private static Located<string> One(string option, string text) => new(text, ConfigPlace.OfOption(option), ConfigText.Shown(text));

    private static Located<IReadOnlyList<Located<string>>> List(string option, IReadOnlyList<string> texts) =>
        new([.. texts.Select(text => One(option, text))], ConfigPlace.OfOption(option), "this list");
}
