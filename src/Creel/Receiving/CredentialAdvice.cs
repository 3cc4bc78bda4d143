using Creel.Configuration;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>Why a request was not let in, for the operator: never for the sender, and never with what it sent.</summary>
/// <param name="Reason">One of a few phrases.</param>
/// <param name="NextStep">What somebody who set the sender up should look at.</param>
internal readonly record struct Advice(string Reason, string NextStep);

/// <summary>Finds what is most likely wrong with a sender that is refused.</summary>
internal static class CredentialAdvice
{
    private const string Missing = "no credentials";
    private const string Wrong = "wrong credentials";

    public static Advice Address(Source source) => new("address not allowed",
        $"the `allow` list of source `{source.Name}` does not hold this address; behind a proxy, `trustedProxies` must name the proxy");

    public static Advice For(HttpRequest request, Source source)
    {
        var authorization = request.Headers.Authorization;
        if (authorization.Count > 1) return new(Wrong, $"the Authorization header came {authorization.Count} times; it must come once");
        if (authorization.Count == 1 && Scheme(authorization[0]!, source) is { } differs) return new(Wrong, differs);
        if (Header(request, source) is { } header) return new(Wrong, header);
        if (source.ClientSubjects.Count > 0 && request.HttpContext.Connection.ClientCertificate is { } certificate)
            return new(Wrong, $"the client certificate is that of {certificate.Subject}, whom source `{source.Name}` does not name");
        if (OnlyBasic(source)) return authorization.Count == 0
            ? new(Missing, $"the sender sent no Authorization header; `creel auth show {source.Name}` prints the value to give it")
            : new(Wrong, $"the Authorization header is not HTTP Basic; `creel auth show {source.Name}` prints the value to give the sender");
        return authorization.Count == 0
            ? new(Missing, $"the sender sent none of what source `{source.Name}` takes: {Kinds(source)}")
            : new(Wrong, $"the Authorization header is not what source `{source.Name}` takes: {Kinds(source)}");
    }

    /// <summary>The root asks for the credentials of any source.</summary>
    public static Advice ForAny(HttpRequest request, IReadOnlyList<Source> sources)
    {
        if (sources.Count == 0) return new(Missing, "no source is configured");
        var anything = request.Headers.Authorization.Count > 0 || sources.Any(source => Header(request, source) is not null);
        return anything
            ? new(Wrong, "what was sent is not among the credentials of any source that takes this address")
            : new(Missing, $"this takes the credentials of any source; `{sources[0].Name}` takes {Kinds(sources[0])}");
    }

    private static string? Scheme(string authorization, Source source)
    {
        bool Is(string scheme) => authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);
        if (source.Basic.Count > 0 && Is("Basic ")) return $"user or password differ from `creel auth show {source.Name}`";
        return source.Bearer.Count > 0 && Is("Bearer ") ? $"the Bearer token differs from those of source `{source.Name}`" : null;
    }

    private static string? Header(HttpRequest request, Source source)
    {
        foreach (var credential in source.Headers)
        {
            var given = request.Headers[credential.Name];
            if (given.Count > 1) return $"the header {credential.Name} came {given.Count} times; it must come once";
            if (given.Count == 1) return $"the value of the header {credential.Name} differs from those of source `{source.Name}`";
        }
        return null;
    }

    private static bool OnlyBasic(Source source) => source.Bearer.Count + source.Headers.Count + source.ClientSubjects.Count == 0;

    private static string Kinds(Source source)
    {
        var kinds = new List<string>();
        if (source.Basic.Count > 0) kinds.Add("HTTP Basic");
        if (source.Bearer.Count > 0) kinds.Add("a Bearer token");
        kinds.AddRange(source.Headers.Select(header => $"the header {header.Name}").Distinct(StringComparer.OrdinalIgnoreCase));
        if (source.ClientSubjects.Count > 0) kinds.Add("a client certificate");
        return string.Join(" or ", kinds);
    }
}
