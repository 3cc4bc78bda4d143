using System.Buffers;
using System.Text;
using System.Text.Json;
using Creel.Server.Printing;
using CsCheck;

namespace Creel.Server.Tests.Printing;

public sealed class JsonIndenterTests
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData(" [ ] ", "[]")]
    [InlineData("null", "null")]
    [InlineData("\"x\"", "\"x\"")]
    [InlineData("{\"a\":[],\"b\":{}}", "{\n    \"a\": [],\n    \"b\": {}\n}")]
    [InlineData("[1,[2,{\"c\":true}],\"d\"]",
        "[\n    1,\n    [\n        2,\n        {\n            \"c\": true\n        }\n    ],\n    \"d\"\n]")]
    public void Lays_out_as_Python_does(string json, string expected)
    {
        Assert.Equal(expected, Indent(json, JsonEscaping.Ascii));
        Assert.Equal(expected, Indent(json, JsonEscaping.Terminal));
    }

    [Fact]
    public void Keeps_the_order_of_names_repeated_names_and_the_text_of_numbers() => Assert.Equal(
        "{\n    \"b\": 1.0E+05,\n    \"a\": -0,\n    \"b\": 1e400,\n    \"c\": 123456789012345678901234567890.10\n}",
        Indent("{\"b\":1.0E+05,\"a\":-0,\"b\":1e400,\"c\":123456789012345678901234567890.10}", JsonEscaping.Ascii));

    [Theory]
    [InlineData("\"é\u2028🚪\"", "\"\\u00e9\\u2028\\ud83d\\udeaa\"", "\"é\\u2028🚪\"")]
    [InlineData("\"\\u00E9\\/\\uD83D\\uDEAA\"", "\"\\u00e9/\\ud83d\\udeaa\"", "\"é/🚪\"")]
    [InlineData("\"</>&'+`\"", "\"</>&'+`\"", "\"</>&'+`\"")]
    [InlineData("\"\\n\\r\\t\\b\\f\\\"\\\\\\u0000\\u001b[2J\"", "\"\\n\\r\\t\\b\\f\\\"\\\\\\u0000\\u001b[2J\"",
        "\"\\n\\r\\t\\b\\f\\\"\\\\\\u0000\\u001b[2J\"")]
    [InlineData("\"\u007f\u0085\u009b\"", "\"\\u007f\\u0085\\u009b\"", "\"\\u007f\\u0085\\u009b\"")]
    [InlineData("\"\\ud83d\\ud83d\\udeaa\\udeaa\"", "\"\\ud83d\\ud83d\\udeaa\\udeaa\"", "\"\\ud83d🚪\\udeaa\"")]
    [InlineData("\"\u202e\u2066\u061c\u200b\ufeff\u00ad\"", "\"\\u202e\\u2066\\u061c\\u200b\\ufeff\\u00ad\"",
        "\"\\u202e\\u2066\\u061c\\u200b\\ufeff\\u00ad\"")]
    [InlineData("\"\U000E0041\"", "\"\\udb40\\udc41\"", "\"\\udb40\\udc41\"")]
    [InlineData("{\"\\u202ekéy\":0}", "{\n    \"\\u202ek\\u00e9y\": 0\n}", "{\n    \"\\u202ekéy\": 0\n}")]
    public void Escapes_for_files_and_for_terminals(string json, string ascii, string terminal)
    {
        Assert.Equal(ascii, Indent(json, JsonEscaping.Ascii));
        Assert.Equal(terminal, Indent(json, JsonEscaping.Terminal));
    }

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("hello\n\u001b[31m\"red\" \\", "\"hello\\n\\u001b[31m\\\"red\\\" \\\\\"")]
    [InlineData("{\"a\":1,}", "\"{\\\"a\\\":1,}\"")]
    [InlineData("{} {}", "\"{} {}\"")]
    [InlineData("a=\\ud800&b=\\n", "\"a=\\\\ud800&b=\\\\n\"")]
    public void Writes_what_is_not_JSON_as_a_string(string body, string expected)
    {
        Assert.Equal(expected, Indent(body, JsonEscaping.Ascii));
        Assert.Equal(expected, Indent(body, JsonEscaping.Terminal));
    }

    [Fact]
    public void Writes_bytes_that_are_not_UTF8_as_replacement_characters()
    {
        byte[] broken = [(byte)'"', (byte)'a', 0xFF, 0xC3, (byte)'"'];
        foreach (var escaping in Enum.GetValues<JsonEscaping>())
        {
            Assert.Equal("\"a\\ufffd\\ufffd\"", Indent(broken, escaping));
            Assert.Equal("\"\\\"a\\ufffd\\ufffd\"", Indent(broken.AsSpan()[..^1], escaping));
        }
    }

    [Fact]
    public void Skips_a_byte_order_mark() => Assert.Equal("[\n    1\n]", Indent("\uFEFF[1]", JsonEscaping.Ascii));

    [Fact]
    public void Writes_a_document_that_is_too_deep_or_would_grow_too_much_as_a_string()
    {
        var deepest = new string('[', 512) + new string(']', 512);
        Assert.StartsWith("[\n    [\n", Indent(deepest, JsonEscaping.Ascii));
        var deeper = $"[{deepest}]";
        Assert.Equal($"\"{deeper}\"", Indent(deeper, JsonEscaping.Ascii));
        var bomb = new string('[', 500) + string.Join(',', Enumerable.Repeat('1', 50_000)) + new string(']', 500);
        Assert.Equal($"\"{bomb}\"", Indent(bomb, JsonEscaping.Terminal));
    }

    [Fact]
    public void Says_the_same_as_what_came_in() => RandomDocument.Any.Sample(json =>
    {
        using var original = JsonDocument.Parse(json);
        foreach (var escaping in Enum.GetValues<JsonEscaping>())
        {
            using var indented = JsonDocument.Parse(Indent(json, escaping));
            if (!Same(original.RootElement, indented.RootElement)) return false;
        }
        return true;
    }, iter: 2000);

    [Fact]
    public void Nothing_that_could_drive_a_terminal_passes() => Gen.Byte.Array[0, 100].Sample(bytes =>
        Indent(bytes, JsonEscaping.Terminal).All(c => c == '\n' || !TerminalText.MustBeEscaped(c) || char.IsSurrogate(c)), iter: 2000);

    [Fact]
    public async Task Writes_the_very_bytes_that_Python_writes()
    {
        var documents = RandomDocument.Any.Array[2000].Single(_ => true, "537rGmXGXv31");
        var python = await Python.Indent(documents, TestContext.Current.CancellationToken);
        Assert.SkipWhen(python is null, "python3 is not on this machine");
        Assert.Equal(documents.Length, python.Length);
        for (var i = 0; i < documents.Length; i++) Assert.Equal(python[i], Indent(documents[i], JsonEscaping.Ascii));
    }

    private static bool Same(JsonElement a, JsonElement b) => a.ValueKind == b.ValueKind && a.ValueKind switch
    {
        JsonValueKind.Object => a.GetPropertyCount() == b.GetPropertyCount()
            && a.EnumerateObject().Zip(b.EnumerateObject()).All(pair =>
                pair.First.Name == pair.Second.Name && Same(pair.First.Value, pair.Second.Value)),
        JsonValueKind.Array => a.GetArrayLength() == b.GetArrayLength()
            && a.EnumerateArray().Zip(b.EnumerateArray()).All(pair => Same(pair.First, pair.Second)),
        JsonValueKind.String => a.GetString() == b.GetString(),
        _ => a.GetRawText() == b.GetRawText(),
    };

    private static string Indent(string body, JsonEscaping escaping) => Indent(Encoding.UTF8.GetBytes(body), escaping);

    private static string Indent(ReadOnlySpan<byte> body, JsonEscaping escaping)
    {
        var output = new ArrayBufferWriter<byte>();
        JsonIndenter.Write(body, escaping, output);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output.WrittenSpan);
    }
}
