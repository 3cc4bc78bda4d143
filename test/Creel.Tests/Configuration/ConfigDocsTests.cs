using System.Text.Json;
using System.Text.RegularExpressions;
using Creel.Configuration;
using Creel.Server.Configuring;
using Creel.Tests.Senders;

namespace Creel.Tests.Configuration;

/// <summary>What the documentation says of configuration files, held to.</summary>
public sealed partial class ConfigDocsTests
{
    [Fact]
    public void Every_yaml_block_of_the_docs_is_a_good_configuration()
    {
        var blocks = (from page in Sources.AllText()
                      where page.Path.EndsWith(".md", StringComparison.Ordinal)
                      from Match block in YamlBlock().Matches(page.Text)
                      let line = page.Text.AsSpan(0, block.Index).Count('\n') + 1
                      select (Where: $"{page.Path}:{line}", Text: Unindent(block.Groups["text"].Value, block.Groups["indent"].Value))).ToList();
        Assert.True(blocks.Count(block => block.Where.StartsWith("docs/configuration.md", StringComparison.Ordinal)) >= 5);
        Assert.All(blocks, block => AssertGood(block.Where, block.Text));
    }

    [Fact]
    public void The_schema_beside_the_docs_is_that_of_the_keys()
    {
        var committed = File.ReadAllText(Repository.At("docs", "creel.schema.json"));
        Assert.True(committed == ConfigSchema.Text(), "docs/creel.schema.json is another one: creel config schema > docs/creel.schema.json");
    }

    [Fact]
    public void Every_key_is_explained()
    {
        var page = File.ReadAllText(Repository.At("docs", "configuration.md"));
        var keys = Keys(JsonDocument.Parse(ConfigSchema.Text()).RootElement).Distinct().ToList();
        Assert.True(keys.Count > 30);
        Assert.All(keys, key => Assert.Matches($@"\| `(\w+(\[\])?\.)*{Regex.Escape(key)}`", page));
    }

    private static void AssertGood(string where, string text)
    {
        var problems = new ConfigProblems();
        var outside = new ConfigOutside(name => MadeUpKeys.ForVariable(name)?.Checks ?? "made-up", (_, _) => "made-up"u8.ToArray()) { ListFolder = _ => [] };
        var options = ConfigReader.Read(new("/etc/creel/creel.yaml", System.Text.Encoding.UTF8.GetBytes(text), OthersCanRead: true), outside, problems);
        if (options is not null) ConfigCompiler.Compile(options, ServeRules.Rules with { Tls = _ => null }, problems);
        Assert.True(problems.Count == 0, $"{where}: {string.Join("\n", problems.All.Select(one => one.Text("block")))}");
    }

    private static IEnumerable<string> Keys(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) yield break;
        foreach (var property in schema.EnumerateObject())
        {
            if (property.Name == "properties") foreach (var key in property.Value.EnumerateObject()) yield return key.Name;
            foreach (var deeper in Keys(property.Value)) yield return deeper;
        }
    }

    private static string Unindent(string text, string indent) => indent.Length == 0 ? text : string.Join('\n', text.Split('\n').Select(line => line.StartsWith(indent, StringComparison.Ordinal) ? line[indent.Length..] : line));

    [GeneratedRegex(@"^(?<indent> *)```ya?ml *\n(?<text>.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
