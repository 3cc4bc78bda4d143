namespace Creel.Server.Configuring;

/// <summary>The file that `creel config init` writes: what is in force without one, in keys, and what else there is, in comments.</summary>
internal static class StarterConfig
{
    /// <param name="user">Of the default source.</param>
    /// <param name="passwordFile">Where its password stands: so that the file itself is no secret.</param>
    public static string Text(string user, string passwordFile) => $$$"""
        # Creel's configuration. Every key: docs/configuration.md. Is it good? creel check
        # A change is taken over within seconds while Creel runs (at once on SIGHUP), keys marked "restart" at the next start.
        # Secrets: "${env:NAME}" or "${file:PATH}"; written out only in a file that nobody else can read (chmod 600).

        # Where to receive (restart): every address, IPv4 and IPv6.
        listen: ["https://*:5443"]

        # Console and API (restart); `off` for neither.
        console: http://127.0.0.1:5480

        # The URL that senders use, if it is not one of this machine's (restart).
        # publicUrl: https://creel.example.net:5443

        # Names and addresses for the certificate, besides those of this machine.
        # tls:
        #   names: [creel.example.net, 192.0.2.10]

        # Proxies whose word is taken on where a request came from (restart).
        # trustedProxies: [192.0.2.5]

        # How long events are kept. Without maxBytes: 20 GB or a fifth of the disk, whichever is less.
        # retention:
        #   maxAge: 90d
        #   maxBytes: 20GB

        sources:
          {{{DefaultSource.Name}}}:
            path: {{{DefaultSource.Path}}}
            sender: {{{DefaultSource.Sender}}}
            basic:                                  # several: rotation
              - user: {{{Quote(user)}}}
                password: {{{Quote($"${{file:{passwordFile.Replace("${", "$${")}}}")}}}
            # allow: [192.0.2.0/24]                 # who may send; default: everybody with the credentials

          # another:
          #   path: /hooks/any
          #   headers:                              # or bearer: ["${env:TOKEN}"], or open: true
          #     - name: X-Auth-Token
          #       value: "${env:TOKEN}"
          #   respond: { status: 200, body: ok }
          #   requireJson: true

        """;

    // In single quotes nothing but the quote itself means anything.
    private static string Quote(string text) => $"'{text.Replace("'", "''")}'";
}
