using System.Text.Json;
using Creel.Senders;
using Creel.Server.Configuring;
using Creel.Server.Manuals;

namespace Creel.Server.Tests.Manuals;

public sealed class ManualTests
{
    public static TheoryData<string> Senders => [.. SenderCatalog.Embedded.All.Select(sender => sender.Name)];

    [Theory, MemberData(nameof(Senders))]
    public void A_page_fits_the_terminal_but_for_what_is_to_be_copied(string name)
    {
        foreach (var width in (int[])[60, 80, 110])
        {
            var page = Page(name, width);
            Assert.DoesNotContain("\e", page);
            // Commands and addresses stay whole, and so does the title.
            var tooLong = page.Split('\n').Skip(1).Where(line => line.Length > width && !line.StartsWith("    ", StringComparison.Ordinal) && line.Trim().Contains(' ')).ToList();
            Assert.All(tooLong, line => Assert.True(line.Trim().Split(' ').Max(word => word.Length) > width / 2, line));
        }
    }

    [Theory, MemberData(nameof(Senders))]
    public void A_page_leaves_nothing_of_the_profile_out_that_a_person_needs(string name)
    {
        var sender = Find(name);
        var page = string.Join(' ', Page(name, 100).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        IEnumerable<string> said = [sender.Title, sender.Docs, .. sender.Unconfirmed, .. sender.References, sender.Delivery.Retries ?? "", sender.Delivery.Suspends?.Text ?? "",
            .. sender.Setup.Select(step => step.Replace("{url}", SenderPlaces.Example.Url(sender)))];
        Assert.All(said, text => Assert.Contains(string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)), page));
        Assert.DoesNotContain("{url}", string.Join('\n', sender.Setup.Select(step => step.Replace("{url}", ""))));
        Assert.All(sender.Schemes.Select(scheme => scheme.Header).OfType<string>(), header => Assert.Contains(header, page));
    }

    [Fact]
    public void A_text_is_wrapped_below_itself_behind_a_number_or_a_name()
    {
        var manual = new Manual("Title", [
            new ManualHeading("Steps"), new ManualList(["one two three four five six seven eight nine ten"], Numbered: true),
            new ManualRows([("name", "one two three four five six seven eight"), ("longer", "x")]), new ManualCode("text", "kept   as it is")]);
        Assert.Equal("""
            Title

            STEPS

              1. one two three four five six seven
                 eight nine ten

              name    one two three four five six seven
                      eight
              longer  x

                kept   as it is

            """.ReplaceLineEndings("\n"), ManualTerminal.Write(manual, 43, colour: false));
    }

    [Theory]
    [InlineData("a_b *c* <d> [e]", "a\\_b \\*c\\* \\<d> \\[e\\]")]
    [InlineData("`a_b <c>` d_e", "`a_b <c>` d\\_e")]
    [InlineData("see https://example.com/a_b*c and a_b", "see https://example.com/a_b*c and a\\_b")]
    public void What_would_be_a_mark_to_markdown_is_taken_literally(string text, string written) => Assert.Equal(written, ManualMarkdown.Text(text));

    [Fact]
    public void A_bar_does_not_end_a_cell() => Assert.Equal("a\\|b", ManualMarkdown.Cell("a|b"));

    [Fact]
    public void The_source_that_expects_a_sender_gives_its_page_the_url()
    {
        var sender = Find("github");
        var places = new SenderPlaces(SenderCatalog.Embedded, "https://hooks.example.net", [new SourceAccess("code", "/in/code", [], []) { Sender = sender }]);
        var page = ManualTerminal.Write(SenderManual.Of(sender, places), 100, colour: false);
        Assert.Contains("https://hooks.example.net/in/code", page);
        Assert.Contains("creel send --source code", page);
        Assert.Contains("https://hooks.example.net/hooks/gitlab", ManualTerminal.Write(SenderManual.Of(Find("gitlab"), places), 100, colour: false));
    }

    [Theory, MemberData(nameof(Senders))]
    public void As_json_a_sender_is_the_whole_profile_and_what_follows_from_it(string name)
    {
        var sender = Find(name);
        var json = JsonDocument.Parse(SenderJson.Write(sender, "https://creel.example.net/hook")).RootElement;
        var written = JsonDocument.Parse(EmbeddedFile.Read("senders/", name)).RootElement;
        foreach (var property in written.EnumerateObject().Where(property => property.Name != "sample"))
            AssertHolds(property.Value, json.GetProperty(property.Name), property.Name);
        if (written.TryGetProperty("sample", out var sample) && sample.TryGetProperty("body", out var body))
            Assert.True(JsonElement.DeepEquals(body, json.GetProperty("sample").GetProperty("body")));
        Assert.Equal(sender.Unconfirmed.Count == 0 ? "confirmed" : "unconfirmed", json.GetProperty("standing").GetString());
        Assert.Equal("https://creel.example.net/hook", json.GetProperty("url").GetString());
    }

    private static void AssertHolds(JsonElement wanted, JsonElement actual, string where)
    {
        if (wanted.ValueKind != JsonValueKind.Object)
        {
            if (wanted.ValueKind != JsonValueKind.Array) Assert.True(JsonElement.DeepEquals(wanted, actual), where);
            else foreach (var (one, other) in wanted.EnumerateArray().Zip(actual.EnumerateArray())) AssertHolds(one, other, where);
            return;
        }
        foreach (var property in wanted.EnumerateObject()) AssertHolds(property.Value, actual.GetProperty(property.Name), $"{where}.{property.Name}");
    }

    private static SenderProfile Find(string name) => SenderCatalog.Embedded.Find(name)!;

    private static string Page(string name, int width) => ManualTerminal.Write(SenderManual.Of(Find(name), SenderPlaces.Example), width, colour: false);
}
