using Creel.Senders;

namespace Creel.Tests.Senders;

/// <summary>What a profile says of a signature either means something or is refused.</summary>
public sealed class AuthCompilerTests
{
    private static readonly Dictionary<string, AuthData> Schemes = new()
    {
        ["hmac"] = new() { Scheme = "hmac", Algorithm = "sha256", Header = "X-Sign" },
        ["ed25519"] = new() { Scheme = "ed25519", Header = "X-Sign" },
        ["ecdsa"] = new() { Scheme = "ecdsa", Header = "X-Sign" },
        ["url-form"] = new() { Scheme = "url-form", Header = "X-Sign" },
        ["sns"] = new() { Scheme = "sns" },
        ["header"] = new() { Scheme = "header", Name = "X-Token" },
        ["bearer"] = new() { Scheme = "bearer" },
        ["query"] = new() { Scheme = "query", Name = "code" },
        ["body"] = new() { Scheme = "body", Path = "secret" },
        ["path"] = new() { Scheme = "path" },
        ["basic"] = new() { Scheme = "basic" },
        ["certificate"] = new() { Scheme = "certificate" },
    };

    private static readonly Dictionary<string, Func<AuthData, AuthData>> Keys = new()
    {
        ["algorithm"] = data => data with { Algorithm = "sha256" },
        ["header"] = data => data with { Header = "X-Other" },
        ["encoding"] = data => data with { Encoding = "base64" },
        ["prefix"] = data => data with { Prefix = "v1=" },
        ["separator"] = data => data with { Separator = "," },
        ["signed"] = data => data with { Signed = "{method}{body}" },
        ["key"] = data => data with { Key = "base64" },
        ["timestamp"] = data => data with { Signed = "{timestamp}{body}", Timestamp = new TimestampData { From = "header.X-Time" } },
        ["name"] = data => data with { Name = "X-Other" },
        ["path"] = data => data with { Path = "other" },
    };

    public static TheoryData<string, string> Used => new()
    {
        { "hmac", "algorithm header encoding prefix separator signed key timestamp" },
        { "ed25519", "header encoding prefix separator signed key timestamp" },
        { "ecdsa", "header encoding prefix separator signed timestamp" },
        { "url-form", "header" },
        { "sns", "" },
        { "header", "encoding prefix name" },
        { "bearer", "" },
        { "query", "name" },
        { "body", "path" },
        { "path", "" },
        { "basic", "" },
        { "certificate", "" },
    };

    [Theory, MemberData(nameof(Used))]
    public void Takes_the_keys_that_a_scheme_uses_and_refuses_all_others(string scheme, string used)
    {
        AuthCompiler.Compile(Schemes[scheme]);
        foreach (var (key, with) in Keys)
        {
            var data = with(Schemes[scheme]);
            if (used.Split(' ').Contains(key)) AuthCompiler.Compile(data);
            else Assert.Matches($"^auth {scheme}: .*(means nothing here)", Assert.Throws<FormatException>(() => AuthCompiler.Compile(data)).Message);
        }
    }

    [Fact]
    public void Every_scheme_is_looked_at() => Assert.All(Schemes.Keys, scheme =>
        Assert.Contains(scheme, Assert.Throws<FormatException>(() => AuthCompiler.Compile(new AuthData { Scheme = "none" })).Message, StringComparison.Ordinal));

    [Theory]
    [InlineData("ed25519", "whsec", "hex, base64, whpk")]
    [InlineData("hmac", "whpk", "text, base64, whsec")]
    public void Says_which_keys_there_are(string scheme, string key, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => AuthCompiler.Compile(Schemes[scheme] with { Key = key })).Message, StringComparison.Ordinal);
}
