using System.Net;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Configuration;

/// <summary>The whole file as it was written, each value with its place. What is null was not given.</summary>
internal sealed class ConfigOptions : ConfigSection
{
    public Located<IReadOnlyList<Located<string>>>? Listen { get; set; }
    public Located<string>? Console { get; set; }
    public Located<string>? PublicUrl { get; set; }
    public TlsOptions? Tls { get; set; }
    public Located<IReadOnlyList<Located<IPNetwork>>>? TrustedProxies { get; set; }
    public RetentionOptions? Retention { get; set; }
    public Located<string>? SenderFolder { get; set; }

    /// <summary>What is in that folder.</summary>
    public IReadOnlyList<SenderProfile> OwnSenders { get; set; } = [];

    public IReadOnlyList<Named<SourceOptions>> Sources { get; set; } = [];
}

internal sealed class TlsOptions : ConfigSection
{
    public Located<IReadOnlyList<Located<string>>>? Names { get; set; }
    public Located<string>? Certificate { get; set; }
    public Located<string>? Key { get; set; }
    public Located<HiddenText>? Password { get; set; }
    public Located<string>? ClientCa { get; set; }
}

internal sealed class RetentionOptions : ConfigSection
{
    public Located<TimeSpan>? MaxAge { get; set; }
    public Located<long>? MaxBytes { get; set; }
}

internal sealed class SourceOptions : ConfigSection
{
    public Located<string>? Path { get; set; }
    public Located<string>? Sender { get; set; }
    public IReadOnlyList<Located<BasicOptions>> Basic { get; set; } = [];
    public IReadOnlyList<Located<HiddenText>> Bearer { get; set; } = [];
    public IReadOnlyList<Located<HeaderOptions>> Headers { get; set; } = [];
    public IReadOnlyList<Located<HiddenText>> Secrets { get; set; } = [];
    public SignatureOptions? Signature { get; set; }
    public Located<IReadOnlyList<Located<string>>>? Topics { get; set; }
    public Located<bool>? KeepSecrets { get; set; }
    public Located<IReadOnlyList<Located<string>>>? ClientCertificates { get; set; }
    public Located<bool>? Open { get; set; }
    public IReadOnlyList<Located<IPNetwork>> Allow { get; set; } = [];
    public RespondOptions? Respond { get; set; }
    public Located<bool>? RequireJson { get; set; }
    public Located<long>? BodyLimit { get; set; }
    public Located<string>? Save { get; set; }
    public RetentionOptions? Retention { get; set; }
}

internal sealed class BasicOptions : ConfigSection
{
    public Located<string>? User { get; set; }
    public Located<HiddenText>? Password { get; set; }
}

internal sealed class HeaderOptions : ConfigSection
{
    public Located<string>? Name { get; set; }
    public Located<HiddenText>? Value { get; set; }
}

/// <summary>What of a sender's signature is different at a source.</summary>
internal sealed class SignatureOptions : ConfigSection
{
    public Located<string>? Header { get; set; }
    public Located<string>? Algorithm { get; set; }
    public Located<string>? Encoding { get; set; }
    public Located<string>? Prefix { get; set; }
    public Located<string>? Separator { get; set; }
    public Located<string>? Signed { get; set; }
    public Located<string>? Key { get; set; }
    public Located<string>? TimestampHeader { get; set; }
    public Located<string>? TimestampUnit { get; set; }
    public Located<string>? Tolerance { get; set; }
}

internal sealed class RespondOptions : ConfigSection
{
    public Located<int>? Status { get; set; }
    public Located<string>? Body { get; set; }
}
