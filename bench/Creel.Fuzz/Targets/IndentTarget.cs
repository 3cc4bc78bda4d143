using System.Buffers;
using System.Text.Json;
using Creel.Server.Printing;

namespace Creel.Fuzz.Targets;

/// <summary>Any body laid out for people: valid JSON that says the same again, and nothing that could drive a terminal.</summary>
internal static class IndentTarget
{
    public static FuzzTarget Create() => new("indent", input =>
    {
        var ascii = Written(input, JsonEscaping.Ascii);
        FindingException.ThrowUnless(ascii.All(b => b is (byte)'\n' or (>= 0x20 and < 0x7F)), "not printable ASCII");
        FindingException.ThrowUnless(IsJson(ascii), "not JSON");
        FindingException.ThrowUnless(Written(ascii, JsonEscaping.Ascii).AsSpan().SequenceEqual(ascii), "laid out otherwise the second time");
        var shown = System.Text.Encoding.UTF8.GetString(Written(input, JsonEscaping.Terminal));
        FindingException.ThrowUnless(shown.EnumerateRunes().All(rune => rune.Value == '\n' || !TerminalText.MustBeEscaped(rune.Value)), "could drive a terminal");
        FindingException.ThrowUnless(Written(System.Text.Encoding.UTF8.GetBytes(shown), JsonEscaping.Ascii).AsSpan().SequenceEqual(ascii), "a terminal shows something else");
    },
        """{"b":1.50,"a":{"\u00fc":"<\ud83d\ude00>","empty":[],"none":{}},"list":[1,null,true],"\ud800":"\udc00"}""",
        "not json \u001b[31m", "\u00ef\u00bb\u00bf[]", "\"\\u202e\"", "[\u00e2\u0080\u00ae]", "{\"a\":\"\u00ff\u00c0\u00af\"}", "-1e400", " [ ] ");

    private static byte[] Written(byte[] body, JsonEscaping escaping)
    {
        var output = new ArrayBufferWriter<byte>();
        JsonIndenter.Write(body, escaping, output);
        return output.WrittenSpan.ToArray();
    }

    private static bool IsJson(byte[] text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = JsonIndenter.MaxDepth });
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
