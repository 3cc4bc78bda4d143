using System.Text;
using System.Text.Json;
using Creel.Json;
using Creel.Server.Importing;

namespace Creel.Server.Tests.Importing;

/// <summary>The Flask receiver's file, with all that can be wrong with one.</summary>
public sealed class FlaskFileTests
{
    private const string Separator = "= - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - \n";

    [Fact]
    public async Task Gives_each_body_without_the_indentation_that_was_never_sent()
    {
        var items = await ReadAsync("{\n    \"b\": 1.50,\n    \"a\": [\n        \" x  y \",\n        {}\n    ],\n    \"b\": \"\\\\\\\" \\u00fc\"\n}\n" + Separator + "[]\n" + Separator);
        Assert.Equal(["{\"b\":1.50,\"a\":[\" x  y \",{}],\"b\":\"\\\\\\\" \\u00fc\"}", "[]"], items.Select(Body));
        Assert.Equal([1, 10], items.Select(item => item.Line));
        Assert.All(items, item => Assert.Equal(JsonValueKind.Null, item.Json.GetProperty("receivedAt").ValueKind));
    }

    [Fact]
    public async Task Takes_a_string_for_a_body_that_was_no_json()
    {
        var items = await ReadAsync($"\"not json\"\n{Separator}\"Gr\\u00fc\\u00dfe \\ud83d\\ude00 \\ud83d\\n\\\"\"\n{Separator}null\n{Separator}7\n{Separator}");
        Assert.Equal(["not json", "Grüße 😀 \ufffd\n\"", "null", "7"], items.Select(Body));
    }

    [Fact]
    public async Task Knows_the_same_event_with_other_line_ends_and_without_the_last_blank()
    {
        var file = $"{{\n    \"a\": 1\n}}\n{Separator}\"b\"\n{Separator}";
        var ids = (await ReadAsync(file)).Select(item => item.Id).ToList();
        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal(ids, (await ReadAsync(file.Replace("\n", "\r\n"))).Select(item => item.Id));
        Assert.Equal(ids, (await ReadAsync("\uFEFF\n" + file.Replace("- \n", "-\n"))).Select(item => item.Id));
    }

    [Fact]
    public async Task Two_equal_bodies_stay_two_and_a_file_that_grew_has_the_old_ids_and_new_ones()
    {
        var one = $"{{\n    \"same\": 1\n}}\n{Separator}";
        var first = (await ReadAsync(one + one)).Select(item => item.Id).ToList();
        Assert.Equal(2, first.Distinct().Count());
        var grown = (await ReadAsync(one + one + $"7\n{Separator}" + one)).Select(item => item.Id).ToList();
        Assert.Equal(first, grown.Take(2));
        Assert.Equal(4, grown.Distinct().Count());
    }

    [Fact]
    public void An_id_is_made_the_same_way_for_ever()
    {
        var ids = new FlaskId("webhook");
        Assert.Equal(Guid.Parse("c5617443-5a8b-8b88-867f-a80f4ea0f11b"), ids.Next("{}"u8));
        Assert.Equal(Guid.Parse("1a622b52-80dd-8c1b-8b1e-5796ab4d8e15"), ids.Next("{}"u8));
        Assert.NotEqual(new FlaskId("webhook").Next("{}"u8), new FlaskId("other").Next("{}"u8));
    }

    [Theory]
    [InlineData("{\n    \"a\": 1,\n", "ends within")]
    [InlineData("{\n    \"a\": 1", "ends within")]
    [InlineData("12", "ends within")]
    [InlineData("\"cut", "ends within")]
    public async Task Tells_of_a_last_block_that_was_cut(string rest, string why)
    {
        var items = await ReadAsync($"{{}}\n{Separator}\n{rest}");
        Assert.Equal("{}", Body(items[0]));
        Assert.Equal(4, items[1].Line);
        Assert.Contains(why, items[1].Problem);
    }

    [Fact]
    public async Task Takes_a_last_block_that_is_whole_but_for_its_separator()
    {
        var whole = await ReadAsync($"{{\n    \"a\": 1\n}}\n{Separator}");
        foreach (var end in (string[])["", "\n", "\n= - = - ="])
        {
            var cut = await ReadAsync("{\n    \"a\": 1\n}" + end);
            if (end.Length > 1) Assert.NotNull(cut[0].Problem);
            else Assert.Equal(whole[0].Id, cut[0].Id);
        }
    }

    [Fact]
    public async Task Goes_on_behind_a_block_that_was_cut_when_the_receiver_was_killed()
    {
        var items = await ReadAsync($"{{\n    \"a\": \n{{\n    \"b\": 2\n}}\n{Separator}{Separator}{{}}\n{Separator}");
        Assert.Contains("not JSON at line 5", items[0].Problem);
        Assert.Contains("nothing before the separator", items[1].Problem);
        Assert.Equal(("{}", 8), (Body(items[2]), items[2].Line));
    }

    [Fact]
    public async Task Passes_over_a_block_that_is_longer_than_any_event()
    {
        var long1 = "[\n" + string.Concat(Enumerable.Repeat(new string(' ', 1 << 20) + "\n", 33)) + "]\n";
        var items = await ReadAsync($"{long1}{Separator}{{}}\n{Separator}");
        Assert.Contains("longer than 32 MiB", items[0].Problem);
        Assert.Equal(("{}", 37), (Body(items[1]), items[1].Line));
    }

    [Fact]
    public async Task Keeps_what_is_nested_deeper_than_facts_are_read()
    {
        var deep = new string('[', 5000) + new string(']', 5000);
        Assert.Equal(deep, Body(Assert.Single(await ReadAsync($"{deep}\n{Separator}"))));
    }

    [Theory]
    [InlineData("", "Ndjson")]
    [InlineData("\n\n", "Ndjson")]
    [InlineData("{\"id\": 1}\n", "Ndjson")]
    [InlineData("\uFEFF { \"id\": 1}", "Ndjson")]
    [InlineData("{\n    \"id\": 1\n}", "Flask")]
    [InlineData("{}\r\n= - ", "Flask")]
    [InlineData("[\n", "Flask")]
    [InlineData("\"not json\"\n", "Flask")]
    [InlineData("null\n", "Flask")]
    [InlineData("-1\n", "Flask")]
    [InlineData("SQLite format 3\0", null)]
    [InlineData("id,source\n", null)]
    [InlineData("= - = -\n", null)]
    public void Tells_the_format_by_the_first_line(string beginning, string? format) =>
        Assert.Equal(format, ImportFormats.Guess(Encoding.UTF8.GetBytes(beginning))?.ToString());

    private static async Task<List<(long Line, JsonElement Json, string Id, string? Problem)>> ReadAsync(string file)
    {
        var all = new List<(long, JsonElement, string, string?)>();
        var lines = new LineReader(new MemoryStream(Encoding.UTF8.GetBytes(file)), 64 << 20);
        await foreach (var item in FlaskFile.ReadAsync(lines, "webhook", TestContext.Current.CancellationToken))
        {
            var json = item.Problem is null ? JsonDocument.Parse(item.Json.ToArray()).RootElement : default;
            all.Add((item.Line, json, item.Problem is null ? json.GetProperty("id").GetString()! : "", item.Problem));
        }
        return all;
    }

    private static string Body((long Line, JsonElement Json, string Id, string? Problem) item) =>
        item.Problem is null ? item.Json.GetProperty("body").GetString()! : throw new InvalidOperationException(item.Problem);
}
