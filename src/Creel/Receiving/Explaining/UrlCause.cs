using Creel.Signatures;

namespace Creel.Receiving.Explaining;

/// <summary>The sender signs the URL that it calls, and another one is seen here.</summary>
internal static class UrlCause
{
    public static Finding? Find(SignatureCase about, SignatureVerifier? deciding, Trials trials)
    {
        if (deciding is not { Scheme.SignsUrl: true }) return null;
        trials.Say("the URL with http and https, with and without port, query and slash at its end, and with the Host header's name");
        foreach (var origin in Origins(about.Request))
        {
            foreach (var target in Targets(about.Request.Target))
            {
                if (origin == about.Request.Origin && target == about.Request.Target) continue;
                if (trials.Fits(deciding, about.Request with { Origin = origin, Target = target })) return new("other-url", Said(about.Request, origin, target));
            }
        }
        return null;
    }

    private static string Said(in SignedRequest request, string origin, string target)
    {
        // A query may hold anything, secrets too: it is not repeated.
        var called = origin + Path(target) + (target.Contains('?') ? "?…" : "");
        if (target == request.Target) return $"The sender calls {called}; here its URL is taken for {request.Origin}{Path(request.Target)}. Set `publicUrl: {origin}`, or change the URL at the sender.";
        var publicUrl = origin == request.Origin ? "" : $", and set `publicUrl: {origin}`";
        return Path(target) == Path(request.Target)
            ? $"The sender signs the URL {(target.Contains('?') ? "with" : "without")} its query, and it arrives the other way: {called}. Let the proxy between pass the query on as it came{publicUrl}."
            : $"The sender calls {called}, which arrives as {Path(request.Target)}. Let the proxy between pass the path on as it came, or write the URL at the sender as it arrives{publicUrl}.";
    }

    private static string Path(string target) => target.IndexOf('?') is >= 0 and var mark ? target[..mark] : target;

    private static List<string> Origins(in SignedRequest request)
    {
        var hosts = new List<string>();
        foreach (var authority in (string?[])[Authority(request.Origin), request.Header("Host"), request.Header("X-Forwarded-Host")])
        {
            if (string.IsNullOrEmpty(authority) || authority.Length > 300) continue;
            hosts.Add(authority);
            var port = authority.LastIndexOf(':');
            if (port > authority.LastIndexOf(']')) hosts.Add(authority[..port]);
        }
        // What stands before the path in publicUrl may be there for the sender, or not.
        var before = request.Origin.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at && request.Origin.IndexOf('/', at + 3) is >= 0 and var slash ? request.Origin[slash..] : "";
        var origins = new List<string> { request.Origin };
        foreach (var host in hosts.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            foreach (var url in (string[])[$"https://{host}", $"http://{host}", $"https://{host}:443", $"http://{host}:80"])
            {
                origins.Add(url);
                if (before.Length > 0) origins.Add(url + before);
            }
        }
        return [.. origins.Distinct(StringComparer.Ordinal)];
    }

    private static string? Authority(string origin)
    {
        var at = origin.IndexOf("://", StringComparison.Ordinal);
        if (at < 0) return null;
        var rest = origin[(at + 3)..];
        return rest.IndexOf('/') is >= 0 and var slash ? rest[..slash] : rest;
    }

    private static List<string> Targets(string target)
    {
        var path = Path(target);
        var query = target[path.Length..];
        var other = path.Length > 1 && path[^1] == '/' ? path[..^1] : path + "/";
        List<string> targets = [target, other + query];
        if (query.Length > 0) targets.AddRange([path, other]);
        return targets;
    }
}
