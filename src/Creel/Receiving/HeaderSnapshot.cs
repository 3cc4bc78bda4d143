using System.Text;
using Creel.Inbox;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>The headers and the query as they are kept: whole, but for the credentials in them.</summary>
internal readonly record struct HeaderSnapshot(byte[] Lines, string Query, IReadOnlyList<string> Redacted)
{
    /// <param name="request">The request as it came.</param>
    /// <param name="mask">What stands in place of a credential.</param>
    /// <param name="secrets">Where its credentials are.</param>
    public static HeaderSnapshot Take(HttpRequest request, CredentialMask mask, SecretNames secrets)
    {
        List<string>? redacted = null;
        var length = 0;
        foreach (var (name, values) in request.Headers)
        {
            var secret = secrets.HasHeader(name);
            if (secret) (redacted ??= []).Add("header." + name.ToLowerInvariant());
            foreach (var value in values) length += name.Length + 3 + (secret ? CredentialMask.Length : value?.Length ?? 0);
        }
        var lines = new byte[length];
        var rest = lines.AsSpan();
        foreach (var (name, values) in request.Headers)
        {
            var secret = redacted is not null && secrets.HasHeader(name);
            foreach (var value in values)
            {
                Put(name, ref rest);
                Put(": ", ref rest);
                Put(secret ? mask.Mask(value ?? "") : value ?? "", ref rest);
                Put("\n", ref rest);
            }
        }
        var query = request.QueryString.HasValue ? MaskQuery(request.QueryString.Value!, mask, secrets, ref redacted) : "";
        return new(lines, query, redacted ?? (IReadOnlyList<string>)[]);
    }

    /// <summary>The same for a body that secrets were taken out of: it is kept unpacked, and its headers must not say otherwise.</summary>
    /// <param name="hidden">Where they were.</param>
    public HeaderSnapshot WithBody(IReadOnlyList<string> hidden) =>
        this with { Lines = HeaderLines.Without(Lines, "Content-Encoding"), Redacted = [.. Redacted, .. hidden] };

    private static void Put(string text, ref Span<byte> to) => to = to[Encoding.Latin1.GetBytes(text, to)..];

    private static string MaskQuery(string query, CredentialMask mask, SecretNames secrets, ref List<string>? redacted)
    {
        var text = new StringBuilder("?");
        foreach (var range in query.AsSpan(1).Split('&'))
        {
            var pair = query.AsSpan(1)[range];
            var equals = pair.IndexOf('=');
            if (text.Length > 1) text.Append('&');
            if (equals <= 0 || !secrets.HasParameter(pair[..equals]))
            {
                text.Append(pair);
                continue;
            }
            (redacted ??= []).Add("query." + pair[..equals].ToString());
            text.Append(pair[..(equals + 1)]).Append(mask.Mask(pair[(equals + 1)..].ToString()));
        }
        return text.ToString();
    }
}
