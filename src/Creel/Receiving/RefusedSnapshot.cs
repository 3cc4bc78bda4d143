using System.Text;
using Creel.Configuration;
using Creel.Inbox;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>Headers and query of a refused request as they are kept: without anything that may be a credential.</summary>
internal readonly record struct RefusedSnapshot(byte[] Lines, string Query, IReadOnlyList<string> Redacted)
{
    public static RefusedSnapshot Take(HttpRequest request, CredentialMask mask, Topology topology)
    {
        var redacted = new List<string>();
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var (name, values) in request.Headers)
        {
            var secret = LooksSecret.Name(name) || CredentialMask.IsCredentialHeader(name) || topology.CredentialHeaders.Contains(name);
            if (secret) redacted.Add("header." + name.ToLowerInvariant());
            foreach (var value in values) headers.Add(new(name, secret ? mask.Mask(value ?? "") : value ?? ""));
        }
        var query = request.QueryString.HasValue ? MaskQuery(request.QueryString.Value!, mask, redacted) : "";
        return new(HeaderLines.Encode(headers), query, redacted);
    }

    private static string MaskQuery(string query, CredentialMask mask, List<string> redacted)
    {
        var text = new StringBuilder("?");
        foreach (var pair in query[1..].Split('&'))
        {
            if (text.Length > 1) text.Append('&');
            var equals = pair.IndexOf('=');
            if (equals <= 0 || !LooksSecret.Parameter(pair[..equals]))
            {
                text.Append(pair);
                continue;
            }
            redacted.Add("query." + pair[..equals]);
            text.Append(pair, 0, equals + 1).Append(mask.Mask(pair[(equals + 1)..]));
        }
        return text.ToString();
    }
}
