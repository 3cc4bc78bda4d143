using System.Text;
using Creel.Senders;

namespace Creel.Server.Manuals;

/// <summary>A source of a sender in the configuration, ready to be pasted.</summary>
internal static class SenderConfigBlock
{
    public static string Path(SenderProfile sender) => $"/hooks/{sender.Name}";

    /// <summary>The variable that the block takes the secret from.</summary>
    public static string Variable(SenderProfile sender) =>
        $"{sender.Name.ToUpperInvariant().Replace('-', '_')}_{Kind(sender) switch { "basic" => "PASSWORD", "public" => "PUBLIC_KEY", _ => "SECRET" }}";

    public static string Yaml(SenderProfile sender)
    {
        var text = new StringBuilder();
        var kind = Kind(sender);
        if (kind == "certificate") text.Append("tls:\n  clientCa: /etc/creel/clients.pem\n");
        text.Append("sources:\n  ").Append(sender.Name).Append(":\n    path: ").Append(Path(sender)).Append("\n    sender: ").Append(sender.Name).Append("\n    ");
        text.Append(kind switch
        {
            "basic" => $"basic:\n      - user: {sender.Name}\n        password: \"${{env:{Variable(sender)}}}\"",
            "certificate" => "clientCertificates: [\"CN=sender,O=Example\"]",
            "sns" => "topics: [\"arn:aws:sns:eu-west-1:123456789012:alarms\"]",
            _ => $"secrets: [\"${{env:{Variable(sender)}}}\"]",
        });
        return text.ToString();
    }

    /// <summary>What else the source could ask for; null: nothing.</summary>
    public static string? Instead(SenderProfile sender)
    {
        var chosen = Key(Kind(sender));
        var keys = sender.Auth.Select(auth => Key(Kind(auth.Data.Scheme))).Distinct().Where(key => key != chosen).ToList();
        if (keys.Count == 0) return null;
        var both = chosen == "`secrets`" || keys.Contains("`secrets`") ? " Where there are `secrets` and one of the others, a request must have both." : "";
        return $"It could ask for {string.Join(" or ", keys)} instead.{both}";
    }

    /// <summary>Its secret is a key that checks and can't sign.</summary>
    public static bool TakesPublicKey(SenderProfile sender) => Kind(sender) == "public";

    private static string Kind(SenderProfile sender)
    {
        // What needs nothing but what is typed here; and a shared secret, which more of them have, before a public key.
        var kinds = sender.Auth.Select(auth => Kind(auth.Data.Scheme)).OrderBy(kind => kind == "certificate").ToList();
        return kinds.Count == 0 ? "basic" : kinds[0] == "public" && kinds.Contains("secret") ? "secret" : kinds[0];
    }

    private static string Kind(string scheme) => scheme switch
    {
        "basic" or "certificate" or "sns" => scheme,
        "ed25519" or "ecdsa" => "public",
        _ => "secret",
    };

    private static string Key(string kind) => kind switch { "basic" => "`basic`", "certificate" => "`clientCertificates`", "sns" => "`topics`", _ => "`secrets`" };
}
