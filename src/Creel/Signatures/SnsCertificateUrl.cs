using System.Text.RegularExpressions;

namespace Creel.Signatures;

/// <summary>
/// Where a certificate of SNS may come from: over HTTPS from a host of SNS itself. A message names the place, so what it names is read
/// as a stranger's word: as text, letter by letter, before anything takes it for a URL.
/// </summary>
internal static partial class SnsCertificateUrl
{
    /// <param name="url">What the message says.</param>
    /// <param name="host">The one host that it must be.</param>
    public static bool IsAt(string url, string host) => Form().Match(url) is { Success: true } match && match.Groups["host"].Value == host;

    /// <summary>The names that the certificate may be made out to; none where the URL is none of SNS.</summary>
    public static IReadOnlyList<string> CertificateNames(string url)
    {
        if (Form().Match(url) is not { Success: true } match) return [];
        var (region, domain) = (match.Groups["region"].Value, match.Groups["domain"].Value);
        // As the SDK of AWS for Java knows them. Both regions of the American government have the certificate of one.
        return [$"sns.{domain}", $"sns-signing.{region}.{domain}", $"sns-{(region.StartsWith("us-gov-", StringComparison.Ordinal) ? "us-gov-west-1" : region)}.{domain}"];
    }

    [GeneratedRegex(@"\Ahttps://(?<host>sns\.(?<region>[a-z]{2,4}(?:-[a-z]{2,20}){1,3}-[0-9]{1,2})\.(?<domain>amazonaws\.com(?:\.cn)?))(?::443)?/[A-Za-z0-9_-]{1,128}\.pem\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
