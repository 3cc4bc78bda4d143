using System.Collections.Frozen;
using System.Text;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving;
using Microsoft.AspNetCore.Http;

namespace Creel.Fuzz.Targets;

/// <summary>Header values and a query of any bytes: what is kept can be read back whole, and holds no credential.</summary>
internal static class HeaderTarget
{
    private const string Secret = "s3cr3t~7f1";

    private static readonly SecretPlaces Configured = SecretPlaces.None with { Headers = FrozenSet.ToFrozenSet(["X-Configured"], StringComparer.OrdinalIgnoreCase) };

    public static FuzzTarget Create()
    {
        var mask = new CredentialMask(new byte[32]);
        return new("headers", input =>
        {
            // Names and values in turns; the query is the last.
            var parts = Encoding.Latin1.GetString(input).Split('\n');
            var context = new DefaultHttpContext();
            foreach (var part in parts.SkipLast(1))
            {
                var colon = part.IndexOf(':');
                if (colon > 0 && part.AsSpan(0, colon).ToArray().All(char.IsAsciiLetterOrDigit)) context.Request.Headers.Append(part[..colon], part[(colon + 1)..].Trim());
            }
            context.Request.Headers.Append("X-Auth-Token", Secret);
            context.Request.Headers.Append("X-Auth-Token", parts[0] + Secret);
            context.Request.Headers.Append("x-configured", Secret + parts[0]);
            context.Request.QueryString = new QueryString($"?{parts[^1].Replace('#', '-')}&token={Secret}");
            var kept = HeaderSnapshot.Take(context.Request, mask, new SecretNames(Configured));
            var lines = HeaderLines.Decode(kept.Lines).ToList();
            FindingException.ThrowUnless(lines.Count == context.Request.Headers.Sum(header => header.Value.Count), "a header is missing or too much");
            FindingException.ThrowUnless(!Encoding.Latin1.GetString(kept.Lines).Contains(Secret, StringComparison.Ordinal), "a header's secret is kept");
            FindingException.ThrowUnless(!kept.Query.Contains(Secret, StringComparison.Ordinal), "the query's secret is kept");
            FindingException.ThrowUnless(kept.Redacted.Contains("header.x-auth-token") && kept.Redacted.Contains("query.token"), "it is not said what is missing");
        }, "Accept: a\nAccept: b\na=b&c", "Cookie: \u00e9\n", "\n%74oken=1&token[]=2&=&&==", "A:\ntoken");
    }
}
