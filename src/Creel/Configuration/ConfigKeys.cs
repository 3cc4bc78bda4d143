using System.Net;
using Creel.Signatures;

namespace Creel.Configuration;

/// <summary>Every key of the file outside its sources. See <see cref="SourceKeys"/>.</summary>
internal static class ConfigKeys
{
    private static readonly SectionType<TlsOptions> Tls = new(() => new(),
        new ConfigKey<TlsOptions, IReadOnlyList<Located<string>>>("names", ConfigTypes.Texts("[creel.example.net, 192.0.2.10]"), (tls, value) => tls.Names = value,
            "Names and addresses for Creel's own certificate, besides those of this machine."),
        new ConfigKey<TlsOptions, string>("certificate", ConfigTypes.Path, (tls, value) => tls.Certificate = value,
            "A PEM file (certificate, then its chain) or a PKCS #12 file (.pfx, .p12) to serve instead of Creel's own certificate."),
        new ConfigKey<TlsOptions, string>("key", ConfigTypes.Path, (tls, value) => tls.Key = value, "The PEM file of the certificate's key, if it does not stand in the certificate's file."),
        new ConfigKey<TlsOptions, HiddenText>("password", ConfigTypes.Secret, (tls, value) => tls.Password = value, "What the key or the PKCS #12 file is encrypted with, as ${env:NAME} or ${file:PATH}."),
        new ConfigKey<TlsOptions, string>("clientCa", ConfigTypes.Path, (tls, value) => tls.ClientCa = value, "A PEM file of the CAs whose client certificates are accepted."));

    public static SectionType<ConfigOptions> File { get; } = new(() => new(),
        new ConfigKey<ConfigOptions, IReadOnlyList<Located<string>>>("listen", ConfigTypes.Texts("[\"https://*:5443\"]"), (file, value) => file.Listen = value,
            "Where to receive. Default: [\"https://*:5443\"]. A change needs a restart."),
        new ConfigKey<ConfigOptions, string>("console", ConfigTypes.Text, (file, value) => file.Console = value,
            "Where console and API are: http:// on loopback, https:// (with the certificate of the receiver) anywhere, or off. Default: http://127.0.0.1:5480. A change needs a restart."),
        new ConfigKey<ConfigOptions, string>("publicUrl", ConfigTypes.Text, (file, value) => file.PublicUrl = value,
            "The URL by which senders reach this receiver, where that is not one of its own addresses. A change needs a restart."),
        new ConfigKey<ConfigOptions, TlsOptions>("tls", Tls, (file, value) => file.Tls = value.Value, "The certificate served, and which client certificates are asked for."),
        new ConfigKey<ConfigOptions, IReadOnlyList<Located<IPNetwork>>>("trustedProxies", ConfigTypes.Networks, (file, value) => file.TrustedProxies = value,
            "Proxies whose word is taken on where a request came from. A change needs a restart."),
        new ConfigKey<ConfigOptions, RetentionOptions>("retention", SourceKeys.Retention, (file, value) => file.Retention = value.Value, "How long events are kept."),
        new ConfigKey<ConfigOptions, string>("senders", ConfigTypes.Path, (file, value) => file.SenderFolder = value,
            "A folder with senders of your own, one a .json file; one of a known name takes its place."),
        new ConfigKey<ConfigOptions, IReadOnlyList<Named<SourceOptions>>>("sources", SourceKeys.Sources, (file, value) => file.Sources = value.Value,
            "The places that receive, each under a name of your choice. Without this key there is one, webhook."),
        new ConfigKey<ConfigOptions, object>("destinations", new LaterType("destinations come", "Remove the key until then."), (_, _) => { }, "Where events are sent on to: comes with a later version."),
        new ConfigKey<ConfigOptions, object>("routes", new LaterType("routes come", "Remove the key until then."), (_, _) => { }, "Which events go to which destination: comes with a later version."));
}
