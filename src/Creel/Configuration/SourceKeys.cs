using System.Net;
using System.Text.RegularExpressions;
using Creel.Signatures;

namespace Creel.Configuration;

/// <summary>Every key of a source. Reading, hints, the schema and the check of the docs all come from these tables.</summary>
internal static partial class SourceKeys
{
    private const string NamePattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$";

    private static readonly SectionType<BasicOptions> Basic = new(() => new(),
        new ConfigKey<BasicOptions, string>("user", ConfigTypes.Text, (basic, value) => basic.User = value, "The user's name; it can't hold a colon.") { IsRequired = true },
        new ConfigKey<BasicOptions, HiddenText>("password", ConfigTypes.Secret, (basic, value) => basic.Password = value, "The password, as ${env:NAME} or ${file:PATH}.") { IsRequired = true });

    private static readonly SectionType<HeaderOptions> Header = new(() => new(),
        new ConfigKey<HeaderOptions, string>("name", ConfigTypes.Text, (header, value) => header.Name = value, "The header's name, in any case.") { IsRequired = true },
        new ConfigKey<HeaderOptions, HiddenText>("value", ConfigTypes.Secret, (header, value) => header.Value = value, "What it must say, as ${env:NAME} or ${file:PATH}.") { IsRequired = true });

    private static readonly SectionType<RespondOptions> Respond = new(() => new(),
        new ConfigKey<RespondOptions, int>("status", ConfigTypes.Whole(200, 299), (respond, value) => respond.Status = value, "The status of an acknowledgement. Default: 202."),
        new ConfigKey<RespondOptions, string>("body", ConfigTypes.Text, (respond, value) => respond.Body = value, "The body of an acknowledgement. Default: Webhook notification received."));

    private static readonly SectionType<SignatureOptions> Signature = new(() => new(),
        new ConfigKey<SignatureOptions, string>("header", ConfigTypes.Text, (signature, value) => signature.Header = value, "The header that the signature stands in."),
        new ConfigKey<SignatureOptions, string>("algorithm", ConfigTypes.Text, (signature, value) => signature.Algorithm = value, "sha1, sha256 or sha512."),
        new ConfigKey<SignatureOptions, string>("encoding", ConfigTypes.Text, (signature, value) => signature.Encoding = value, "hex or base64."),
        new ConfigKey<SignatureOptions, string>("prefix", ConfigTypes.Text, (signature, value) => signature.Prefix = value, "What stands before it, such as sha256=."),
        new ConfigKey<SignatureOptions, string>("separator", ConfigTypes.Text, (signature, value) => signature.Separator = value, "What stands between several in one header."),
        new ConfigKey<SignatureOptions, string>("signed", ConfigTypes.Text, (signature, value) => signature.Signed = value, "What is signed, as a template: {timestamp}:{body}."),
        new ConfigKey<SignatureOptions, string>("key", ConfigTypes.Text, (signature, value) => signature.Key = value, "How the secret is written: text, base64 or whsec."),
        new ConfigKey<SignatureOptions, string>("timestampHeader", ConfigTypes.Text, (signature, value) => signature.TimestampHeader = value, "The header that the time of signing stands in."),
        new ConfigKey<SignatureOptions, string>("timestampUnit", ConfigTypes.Text, (signature, value) => signature.TimestampUnit = value, "s, ms or iso. Default: s."),
        new ConfigKey<SignatureOptions, string>("tolerance", ConfigTypes.Text, (signature, value) => signature.Tolerance = value, "How far that time may be from ours, either way. Default: 5m."));

    public static SectionType<RetentionOptions> Retention { get; } = new(() => new(),
        new ConfigKey<RetentionOptions, TimeSpan>("maxAge", ConfigTypes.Duration, (retention, value) => retention.MaxAge = value, "Events older than this are deleted. Default: no limit."),
        new ConfigKey<RetentionOptions, long>("maxBytes", ConfigTypes.Size, (retention, value) => retention.MaxBytes = value, "The oldest events are deleted when all together take more than this on disk."));

    public static SectionType<SourceOptions> Source { get; } = new(() => new(),
        new ConfigKey<SourceOptions, string>("path", ConfigTypes.Text, (source, value) => source.Path = value, "Where senders send to, such as /hooks/github. A trailing slash matches too.") { IsRequired = true },
        new ConfigKey<SourceOptions, string>("sender", ConfigTypes.Text, (source, value) => source.Sender = value, "The product that sends, of `creel senders`. Default: generic."),
        new ConfigKey<SourceOptions, IReadOnlyList<Located<BasicOptions>>>("basic", new ListType<BasicOptions>(Basic, "[{ user: NAME, password: \"${env:NAME}\" }]"),
            (source, value) => source.Basic = value.Value, "HTTP Basic, any of these: several while a password is changed."),
        new ConfigKey<SourceOptions, IReadOnlyList<Located<HiddenText>>>("bearer", new ListType<HiddenText>(ConfigTypes.Secret, "[\"${env:NAME}\"]"),
            (source, value) => source.Bearer = value.Value, "Bearer tokens, any of these."),
        new ConfigKey<SourceOptions, IReadOnlyList<Located<HeaderOptions>>>("headers", new ListType<HeaderOptions>(Header, "[{ name: X-Auth-Token, value: \"${env:NAME}\" }]"),
            (source, value) => source.Headers = value.Value, "Headers with a secret value, any of these."),
        new ConfigKey<SourceOptions, IReadOnlyList<Located<HiddenText>>>("secrets", new ListType<HiddenText>(ConfigTypes.Secret, "[\"${env:NAME}\"]"),
            (source, value) => source.Secrets = value.Value, "What the sender signs with, or sends as its secret, any of these: several while one is replaced."),
        new ConfigKey<SourceOptions, SignatureOptions>("signature", Signature, (source, value) => source.Signature = value.Value,
            "What is different about the sender's signature here; for the senders hmac and grafana above all."),
        new ConfigKey<SourceOptions, IReadOnlyList<Located<string>>>("topics", ConfigTypes.Texts("[\"arn:aws:sns:eu-west-1:123456789012:alarms\"]"),
            (source, value) => source.Topics = value, "AWS SNS: the topics that may send, by ARN."),
        new ConfigKey<SourceOptions, bool>("keepSecrets", ConfigTypes.Flag, (source, value) => source.KeepSecrets = value,
            "Keeps credentials in headers, query and body as they were sent, instead of masking them. Default: false."),
        new ConfigKey<SourceOptions, IReadOnlyList<Located<string>>>("clientCertificates", ConfigTypes.Texts("[\"CN=controller,O=Example\"]"),
            (source, value) => source.ClientCertificates = value, "Client certificates by subject, any of these; needs tls.clientCa."),
        new ConfigKey<SourceOptions, bool>("open", ConfigTypes.Flag, (source, value) => source.Open = value, "Takes events from anybody, without credentials."),
        new ConfigKey<SourceOptions, IReadOnlyList<Located<IPNetwork>>>("allow", ConfigTypes.Networks, (source, value) => source.Allow = value.Value,
            "Addresses and networks that may send. Default: all."),
        new ConfigKey<SourceOptions, RespondOptions>("respond", Respond, (source, value) => source.Respond = value.Value, "What an acknowledgement says."),
        new ConfigKey<SourceOptions, bool>("requireJson", ConfigTypes.Flag, (source, value) => source.RequireJson = value,
            "Refuses a body that is not JSON with 400, instead of keeping it marked as malformed."),
        new ConfigKey<SourceOptions, long>("bodyLimit", ConfigTypes.Size, (source, value) => source.BodyLimit = value, "The size of a body at most, unpacked too. Default: the sender's, else 10MiB."),
        new ConfigKey<SourceOptions, string>("save", ConfigTypes.Path, (source, value) => source.Save = value, "A file that each body of this source is appended to."),
        new ConfigKey<SourceOptions, RetentionOptions>("retention", Retention, (source, value) => source.Retention = value.Value, "Replaces the retention of the other sources."));

    public static NamedType<SourceOptions> Sources { get; } = new(Source, CheckName, NamePattern);

    public static Complaint? CheckName(string name, string shown) => Name().IsMatch(name)
        ? null
        : new($"{shown} can't be a source's name.", "A name has up to 63 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.");

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
