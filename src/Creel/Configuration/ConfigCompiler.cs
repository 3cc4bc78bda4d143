using System.Net;
using Creel.Inbox;
using Creel.Senders;

namespace Creel.Configuration;

/// <summary>From options to a configuration: all that concerns more than one value.</summary>
internal static class ConfigCompiler
{
    /// <summary>Null when anything is wrong, now or in what was read before.</summary>
    public static Configured? Compile(ConfigOptions options, ConfigRules rules, ConfigProblems problems)
    {
        var proxies = Proxies(options, problems);
        var listen = Listen(options, proxies, rules, problems);
        if (options.Console is { } console && console.Guard(rules.Console(console.Value)) is { } refused) problems.Add(console.Place, refused);
        var tls = TlsCompiler.Compile(options.Tls, rules, problems);
        var senders = SenderCatalog.Embedded.With(options.OwnSenders);
        var sources = options.Given.Contains("sources") ? SourceCompiler.Compile(options, senders, problems) : null;
        var retention = RetentionCompiler.Compile(options.Retention, problems);
        var publicUrl = PublicUrl(options.PublicUrl, problems);
        if (problems.Count > 0) return null;
        return new Configured
        {
            Sources = sources,
            Senders = senders,
            TrustedProxies = proxies,
            Retention = retention ?? RetentionRule.None,
            Tls = tls,
            Listen = listen,
            Console = options.Console?.Value,
            PublicUrl = publicUrl,
        };
    }

    private static List<IPNetwork> Proxies(ConfigOptions options, ConfigProblems problems)
    {
        var trusted = new List<IPNetwork>();
        foreach (var proxy in options.TrustedProxies?.Value ?? [])
        {
            if (proxy.Value.PrefixLength == 0) problems.Add(proxy.Place, "trusts everybody: any sender could claim any address.", "Name the addresses of your proxies.");
            else trusted.Add(proxy.Value);
        }
        return trusted;
    }

    private static IReadOnlyList<string>? Listen(ConfigOptions options, IReadOnlyList<IPNetwork> proxies, ConfigRules rules, ConfigProblems problems)
    {
        if (options.Listen is not { } listen) return null;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var url in listen.Value)
        {
            if (url.Guard(rules.Listen(url.Value, proxies)) is { } wrong) problems.Add(url.Place, wrong);
            else if (!seen.Add(url.Value.TrimEnd('/'))) problems.Add(url.Place, $"{url.Shown} stands here twice.", "Remove one of them.");
        }
        return [.. listen.Value.Select(url => url.Value)];
    }

    public static string? PublicUrl(Located<string>? url, ConfigProblems problems)
    {
        if (url is null) return null;
        if (Uri.TryCreate(url.Value, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
            && uri is { Host.Length: > 0, UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 })
        {
            return url.Value.TrimEnd('/');
        }
        problems.Add(url.Place, $"is {url.Shown}, which is no URL that senders could be given.", "Write it like this: https://creel.example.net:5443");
        return null;
    }
}
