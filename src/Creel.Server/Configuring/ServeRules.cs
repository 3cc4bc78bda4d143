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

    // What it may be is said here, in words about the console.
    private static readonly System.Net.IPNetwork[] EveryProxy = [new(System.Net.IPAddress.Any, 0)];

    public static IReadOnlyList<string> DefaultListen { get; } = ["https://*:5443"];

    /// <summary>Where the console is; null: it is off.</summary>
    public static ListenAddress? ConsoleAddress(string? text) => text == "off" ? null : ListenAddress.Parse(text ?? "http://127.0.0.1:5480", EveryProxy);

    /// <summary>Who signs in shows a secret, so unencrypted it never leaves the machine: not even where a proxy is trusted.</summary>
    private static Complaint? ConsoleComplaint(string text)
    {
        if (ComplaintOf(() => ConsoleAddress(text)) is { } wrong) return wrong;
        return ConsoleAddress(text) is not { IsTls: false } plain || ListenRule.IsLoopback(plain)
            ? null
            : new($"{ConfigText.Shown(text)} would show what is kept, and take tokens, without TLS: anybody on the way could read and change it.",
                $"Use https://{plain.Url["http://".Length..]} (with the certificate of the receiver), http://127.0.0.1:{plain.Port} (for this machine, an SSH tunnel or a proxy that does TLS), or off.");
    }

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
