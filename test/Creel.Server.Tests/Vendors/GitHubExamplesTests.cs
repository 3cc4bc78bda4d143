using System.Text;
using System.Text.Json;
using Creel.Inbox;
using Creel.Senders;

namespace Creel.Server.Tests.Vendors;

/// <summary>GitHub's real bodies, as its own makers of libraries collect them: each says in a list what it is about.</summary>
public sealed class GitHubExamplesTests
{
    [Fact]
    public async Task Every_kind_of_event_has_type_title_and_subject()
    {
        var path = VendorLibraries.PackageFile("@octokit", "webhooks-examples", "api.github.com", "index.json");
        using var kinds = JsonDocument.Parse(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        var silent = new List<string>();
        var read = 0;
        foreach (var kind in kinds.RootElement.EnumerateArray())
        {
            var name = kind.GetProperty("name").GetString()!;
            foreach (var example in kind.GetProperty("examples").EnumerateArray())
            {
                read++;
                var json = Encoding.UTF8.GetBytes(example.GetRawText());
                var facts = Read(name, json, "application/json");
                Assert.Equal(facts, Read(name, [.. "payload="u8, .. Encoding.ASCII.GetBytes(Uri.EscapeDataString(example.GetRawText()))], "application/x-www-form-urlencoded"));
                var type = example.TryGetProperty("action", out var action) ? $"{name}.{action.GetString()}" : name;
                if (facts.Type != type) silent.Add($"{type}: the type is {facts.Type}");
                // Nothing but the name of the kind again would be no title.
                if (facts.Title is null || facts.Title == type || facts.Title.Contains('{')) silent.Add($"{type}: the title is {facts.Title}");
                if (string.IsNullOrEmpty(facts.Subject)) silent.Add($"{type}: there is no subject");
            }
        }
        Assert.True(silent.Count == 0, $"{silent.Count} of {read}:\n{string.Join('\n', silent.Distinct())}");
        Assert.True(read > 250, $"There are {read} examples only.");
    }

    private static Facts Read(string name, byte[] body, string contentType) =>
        FactsReader.Read(SenderCatalog.Embedded.Find("github")!, body, contentType, "192.0.2.10", HeaderLines.Encode([KeyValuePair.Create("X-GitHub-Event", name)])).Facts;
}
