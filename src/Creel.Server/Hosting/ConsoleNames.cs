using Creel.Server.Certificates;

namespace Creel.Server.Hosting;

/// <summary>The names by which the console is reached.</summary>
internal static class ConsoleNames
{
    /// <summary>Those of the certificate at the moment, and the one that senders are told: a proxy may serve both.</summary>
    public static IEnumerable<string> Of(ServerCertificate certificate, string? publicUrl)
    {
        foreach (var name in certificate.Names) yield return name.Text;
        if (Host(publicUrl) is { } host) yield return host;
    }

    /// <summary>The URL for a browser of what is bound; null when nothing is.</summary>
    public static string? Url(string? bound, string? publicUrl) =>
        bound is null ? null : ReceiveUrls.Of([bound], Host(publicUrl) is { } host ? [host] : [])[^1];

    private static string? Host(string? url) => url is null ? null : new Uri(url).IdnHost;
}
