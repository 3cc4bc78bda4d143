using System.Buffers;

namespace Creel.Server.Sending;

/// <summary>Reads <c>--header 'N: V'</c>.</summary>
internal static class SendHeaders
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <exception cref="CommandException">It is no header; the value (it may be a secret) is not repeated.</exception>
    public static KeyValuePair<string, string> Parse(string line)
    {
        var colon = line.IndexOf(':');
        var name = colon < 0 ? line : line[..colon];
        if (colon < 0 || !IsToken(name))
        {
            throw CommandException.Usage(
                colon < 0 ? "A --header has no colon." : $"`{AnswerText.OneLine(name, 60)}` can't be a header's name.",
                "Write it like this: --header 'X-Auth-Token: secret'");
        }
        var value = line[(colon + 1)..].Trim(' ', '\t');
        if (!value.Any(char.IsControl)) return new(name, value);
        throw CommandException.Usage($"The value of header {name} holds a line break or another control character.", "A header's value is one line.");
    }

    public static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(TokenCharacters);
}
