using System.Buffers;
using System.Text;

namespace Creel.Signatures;

/// <summary>
/// What is signed, as a template: text with <c>{body}</c>, <c>{timestamp}</c>, <c>{method}</c>, <c>{url}</c> and
/// <c>{header.NAME}</c> in it.
/// </summary>
internal sealed class SignedContent
{
    private enum Kind { Text, Body, Timestamp, Method, Url, Header }

    private readonly record struct Part(Kind Kind, string Name, byte[] Text);

    private readonly Part[] _parts;

    /// <exception cref="FormatException">The template makes no sense.</exception>
    public SignedContent(string template)
    {
        Template = template;
        _parts = [.. Parse(template)];
        if (!_parts.Any(part => part.Kind == Kind.Body)) throw new FormatException("signed: {body} is not in it, so the body would prove nothing.");
    }

    public string Template { get; }

    public bool IsBodyAlone => _parts is [{ Kind: Kind.Body }];

    public bool UsesTimestamp => _parts.Any(part => part.Kind == Kind.Timestamp);

    public bool UsesUrl => _parts.Any(part => part.Kind == Kind.Url);

    /// <summary>The headers whose values are signed with the body.</summary>
    public IEnumerable<string> Headers => _parts.Where(part => part.Kind == Kind.Header).Select(part => part.Name);

    /// <summary>
    /// Gives the bytes that are signed, in memory that is to be returned; false, with the header's name, where one is missing.
    /// </summary>
    public bool TryWrite(in SignedRequest request, ReadOnlySpan<char> timestamp, out byte[] rented, out int length, out string missing)
    {
        (rented, length, missing) = ([], 0, "");
        var most = 0;
        foreach (var part in _parts)
        {
            switch (part.Kind)
            {
                case Kind.Text: most += part.Text.Length; break;
                case Kind.Body: most += request.Body.Length; break;
                case Kind.Timestamp: most += timestamp.Length; break;
                case Kind.Method: most += request.Method.Length; break;
                case Kind.Url: most += Encoding.UTF8.GetMaxByteCount(request.Origin.Length + request.Target.Length); break;
                default:
                    if (request.Header(part.Name) is not { } value)
                    {
                        missing = part.Name;
                        return false;
                    }
                    most += value.Length;
                    break;
            }
        }
        rented = ArrayPool<byte>.Shared.Rent(most);
        foreach (var part in _parts)
        {
            var rest = rented.AsSpan(length);
            length += part.Kind switch
            {
                Kind.Text => Put(part.Text, rest),
                Kind.Body => Put(request.Body.Span, rest),
                Kind.Timestamp => Encoding.Latin1.GetBytes(timestamp, rest),
                Kind.Method => Encoding.Latin1.GetBytes(request.Method, rest),
                Kind.Url => Encoding.UTF8.GetBytes(request.Origin, rest) is var origin ? origin + Encoding.UTF8.GetBytes(request.Target, rest[origin..]) : 0,
                _ => SignedRequest.HeaderEncoding.GetBytes(request.Header(part.Name)!, rest),
            };
        }
        return true;
    }

    private static int Put(ReadOnlySpan<byte> bytes, Span<byte> to)
    {
        bytes.CopyTo(to);
        return bytes.Length;
    }

    private static IEnumerable<Part> Parse(string template)
    {
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            if (open != at) yield return new(Kind.Text, "", Encoding.UTF8.GetBytes(open < 0 ? template[at..] : template[at..open]));
            if (open < 0) yield break;
            var close = template.IndexOf('}', open);
            if (close < 0) throw new FormatException("signed: a closing brace is missing.");
            yield return Placeholder(template[(open + 1)..close]);
            at = close + 1;
        }
    }

    private static Part Placeholder(string name) => name switch
    {
        "body" => new(Kind.Body, name, []),
        "timestamp" => new(Kind.Timestamp, name, []),
        "method" => new(Kind.Method, name, []),
        "url" => new(Kind.Url, name, []),
        _ when name.StartsWith("header.", StringComparison.Ordinal) && name.Length > "header.".Length => new(Kind.Header, name["header.".Length..], []),
        _ => throw new FormatException($"signed: {{{name}}} is none of {{body}}, {{timestamp}}, {{method}}, {{url}} and {{header.NAME}}."),
    };
}
