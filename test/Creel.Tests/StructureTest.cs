using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Creel.Tests;

/// <summary>What ARCHITECTURE.md says of the shape of the code, held to.</summary>
public sealed partial class StructureTest
{
    private const int LongestFile = 400;

    // Which folder of src/Creel may use which. A folder that is not named here can't exist.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Receiving"] = ["Signatures", "Senders", "Inbox", "Configuration", "Telemetry", "Json"],
        ["Importing"] = ["Senders", "Inbox", "Configuration", "Json"],
        ["Senders"] = ["Signatures", "Inbox", "Json"],
        ["Destinations"] = ["Signatures", "Inbox", "Json"],
        ["Forwarding"] = ["Inbox", "Destinations", "Configuration", "Telemetry", "Json"],
        ["Console"] = ["Inbox", "Importing", "Search", "Forwarding", "Configuration", "Telemetry", "Json"],
        ["Storage"] = ["Inbox", "Search", "Telemetry", "Json"],
        ["Configuration"] = ["Signatures", "Senders", "Inbox", "Destinations", "Search"],
        ["Search"] = ["Inbox", "Json"],
        ["Handling"] = ["Inbox", "Storage"],
        ["Embedding"] = ["Receiving", "Signatures", "Senders", "Configuration", "Inbox", "Storage", "Handling", "Telemetry"],
        ["Signatures"] = ["Json"],
        ["Inbox"] = [],
        ["Telemetry"] = [],
        ["Json"] = [],
    };

    [Fact]
    public void Folders_use_only_the_folders_they_may_use()
    {
        var types = TypesByFolder();
        var wrong = from file in Library()
                    let folder = FolderOf(file.Path)
                    where folder is not null
                    let code = Sources.WithoutComments(file.Text)
                    from other in MayUse.Keys
                    where other != folder && !MayUse.GetValueOrDefault(folder, []).Contains(other) && Uses(code, other, types[other])
                    select $"{file.Path} uses {other}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_of_the_library_is_one_that_the_architecture_knows()
    {
        Assert.Empty(Library().Select(f => FolderOf(f.Path)).OfType<string>().Distinct().Except(MayUse.Keys));
    }

    // Where an app looks for what extends its builder and its routing.
    private static readonly (string Path, string Namespace)[] Extensions =
    [
        ("src/Creel/Embedding/CreelServiceCollectionExtensions.cs", "Microsoft.Extensions.DependencyInjection"),
        ("src/Creel/Embedding/CreelEndpointRouteBuilderExtensions.cs", "Microsoft.AspNetCore.Builder"),
    ];

    [Fact]
    public void Namespaces_are_the_folders()
    {
        var wrong = from file in Sources.Code("src/")
                    let declared = Namespace().Match(file.Text).Groups[1].Value
                    let folder = Path.GetDirectoryName(file.Path)!.Replace('\\', '/')["src/".Length..].Replace('/', '.')
                    where declared.Length > 0 && declared != folder && !Extensions.Contains((file.Path, declared))
                    select $"{file.Path} says {declared}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Source_files_are_short_enough_to_be_read_whole()
    {
        Assert.DoesNotContain(Sources.Code("src/").Select(f => (f.Path, Lines: f.Text.Count(c => c == '\n'))), f => f.Lines > LongestFile);
    }

    [Fact]
    public void Every_path_in_the_architecture_exists()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"));
        var paths = InlineCode().Matches(page).Select(m => m.Groups[1].Value).Where(c => PathLike().IsMatch(c)).Distinct().ToList();
        Assert.True(paths.Count >= 10, "ARCHITECTURE.md names hardly any path: is it still a map?");
        Assert.All(paths, p => Assert.True(Path.Exists(Path.Combine(Repository.Root, p)), $"{p} does not exist"));
    }

    [Fact]
    public void Every_package_is_explained_with_the_version_that_is_used()
    {
        var explained = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "dependencies.md"));
        var packages = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Select(p => (Name: p.Attribute("Include")!.Value, Version: p.Attribute("Version")!.Value)).ToList();
        Assert.NotEmpty(packages);
        Assert.DoesNotContain(packages, p => !p.Version.StartsWith('[') || !p.Version.EndsWith(']'));
        Assert.All(packages, p => Assert.Contains(explained, line => line.StartsWith($"| {p.Name} | {p.Version.Trim('[', ']')} |", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_file_speaks_of_one_machine_or_of_unfinished_work()
    {
        // Put together here, so that this file is not its own finding.
        string[] never = ["TO" + "DO", "FIX" + "ME", "api.nuget" + ".org", "/ro" + "ot/", "/wo" + "rk/", "#pragma warning dis" + "able", "Suppress" + "Message"];
        var wrong = from file in Sources.AllText()
                    from word in never
                    where file.Text.Contains(word, StringComparison.Ordinal)
                    select $"{file.Path}: {word}";
        Assert.Empty(wrong);
    }

    private static IEnumerable<(string Path, string Text)> Library() => Sources.Code("src/Creel/");

    // The root folder holds what embeds the library in an app; it may use everything.
    private static string? FolderOf(string path) => path.Split('/') is [_, _, var folder, _, ..] ? folder : null;

    private static Dictionary<string, HashSet<string>> TypesByFolder() => MayUse.Keys.ToDictionary(f => f, f => Library()
        .Where(file => FolderOf(file.Path) == f)
        .SelectMany(file => DeclaredType().Matches(Sources.WithoutComments(file.Text)).Select(m => m.Groups[1].Value)).ToHashSet());

    // By a using, by the full name, or by the short one: within Creel, `Inbox.KeptEvent` needs no using.
    private static bool Uses(string code, string folder, HashSet<string> types) =>
        Regex.IsMatch(code, $@"\bCreel\.{folder}\b")
        || Regex.Matches(code, $@"(?<![\w.]){folder}\.(\w+)").Any(m => types.Contains(m.Groups[1].Value));

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\b(?:class|record struct|record class|record|struct|interface|enum)\s+(\w+)")]
    private static partial Regex DeclaredType();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex InlineCode();

    // Something with a slash between words, or a file name with an ending that we use. Options, URLs and code are neither.
    [GeneratedRegex(@"^(?:\.?\w[\w.-]*/)+[\w.-]*$|^\w[\w.-]*\.(?:cs|md|sh|json|props|slnx|csproj|txt|yml|sql)$")]
    private static partial Regex PathLike();
}
