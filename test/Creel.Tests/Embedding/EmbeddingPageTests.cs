using System.Text.RegularExpressions;

namespace Creel.Tests.Embedding;

/// <summary>What docs/embedding.md shows is code that runs.</summary>
public sealed partial class EmbeddingPageTests : EmbeddingTest
{
    private static string Page => File.ReadAllText(Repository.At("docs", "embedding.md"));

    [Fact]
    public void Every_block_stands_in_a_sample_that_the_tests_run()
    {
        var samples = Directory.GetFiles(Repository.At("samples"), "*.cs").Select(file => Lines(File.ReadAllText(file))).ToList();
        var blocks = Block().Matches(Page).Select(block => Lines(block.Groups[1].Value)).ToList();
        Assert.True(blocks.Count >= 6, "docs/embedding.md shows hardly any code");
        Assert.All(blocks, block => Assert.True(samples.Exists(sample => Holds(sample, block)), "no sample has this: " + string.Join('\n', block)));
    }

    [Fact]
    public void The_smallest_app_is_shown_whole()
    {
        var sample = Lines(File.ReadAllText(Repository.At("samples", "minimal.cs"))).Where(line => !line.StartsWith('#') && !line.StartsWith("//", StringComparison.Ordinal));
        Assert.Equal(sample, Lines(Block().Match(Page).Groups[1].Value));
    }

    [Fact]
    public async Task The_app_on_the_packages_page_starts()
    {
        var code = Block().Match(File.ReadAllText(Repository.At("docs", "nuget.md"))).Groups[1].Value;
        var file = Path.Combine(Folder, "page.cs");
        // A file outside the repository knows none of its settings.
        File.WriteAllText(file, $"#:sdk Microsoft.NET.Sdk.Web\n#:project {Repository.At("src", "Creel")}\n{code.Replace("/var/lib/myapp", Folder, StringComparison.Ordinal)}");
        await using var app = await SampleProcess.StartFileAsync(file, Folder, "--Webhook:Password", "made-up");
        using var client = app.Client("sender:made-up");
        var id = await EmbeddedApp.SendAsync(client, "x");
        await app.SaysAsync(line => line.Contains($"{id} of webhook", StringComparison.Ordinal));
    }

    private static bool Holds(List<string> sample, List<string> block) =>
        Enumerable.Range(0, Math.Max(0, sample.Count - block.Count + 1)).Any(from => block.SequenceEqual(sample.GetRange(from, block.Count)));

    // How far a line stands in is another matter.
    private static List<string> Lines(string text) => [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    [GeneratedRegex("^```(?:csharp|json)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
