using Creel.Configuration;
using Creel.Server.Certificates;
using Creel.Server.Listeners;

namespace Creel.Server.Configuring;

/// <summary>What the server's own parts say of the values that they are given.</summary>
internal static class ServeRules
{
    public static ConfigRules Rules { get; } = new()
    {
        Listen = (url, proxies) => ComplaintOf(() => ListenAddress.Parse(url, proxies)),
        Console = ConsoleComplaint,
        CertificateName = name => ComplaintOf(() => CertificateName.Parse(name)),
        Tls = settings => ComplaintOf(() => ServerTls.Check(settings)),
    };

    public static IReadOnlyList<string> DefaultListen { get; } = ["https://*:5443"];

    public static Uri? ConsoleUrl(string? text) => text == "off" ? null : new Uri(text ?? "http://127.0.0.1:5480");

    private static Complaint? ConsoleComplaint(string text) =>
        text == "off" || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback && url.PathAndQuery == "/" && url.UserInfo.Length == 0)
            ? null
            : new($"{ConfigText.Shown(text)} is not an http:// address on loopback.",
                "Give one such as http://127.0.0.1:5480, or off. (Off loopback the console needs TLS, which comes with a later version.)");

    private static Complaint? ComplaintOf(Action parse)
    {
        try
        {
            parse();
            return null;
        }
        catch (CommandException e)
        {
            var lines = e.Message.Split('\n', 2);
            return new(lines[0], lines[^1]);
        }
    }
}
