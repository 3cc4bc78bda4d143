using System.Text;
using Creel.Inbox;

namespace Creel.Tests.Configuration;

public sealed class ConfigTests
{
    private const string Full = """
        listen: ["https://*:5443"]
        console: http://127.0.0.1:5480
        publicUrl: https://creel.example.net:5443/
        tls:
          names: [creel.example.net, 192.0.2.10]
          clientCa: ca.pem
        trustedProxies: [192.0.2.5]
        retention:
          maxAge: 90d
          maxBytes: 20GB
        sources:
          catalyst:
            path: /webhook
            sender: catalyst-center
            basic:
              - user: catalyst
                password: "${file:secrets/catalyst}"
              - { user: catalyst, password: "${file:/run/secrets/older}" }
            allow: [192.0.2.0/24, "2001:db8::/32", 198.51.100.7]
            save: all.json
          anything:
            path: /hooks/any/
            headers:
              - name: X-Auth-Token
                value: "Token ${env:TOKEN}"
            bearer: ["${env:TOKEN}"]
            respond: { status: 200, body: ok }
            requireJson: true
            bodyLimit: 1MiB
            retention: { maxAge: 12h }
          trusting:
            path: /open
            open: true
            allow: [203.0.113.0/24]
          machine:
            path: /machine
            clientCertificates: ["CN=controller,O=Example"]
        """;

    private static readonly (string, string)[] Environment = [("TOKEN", "t0ken")];
    private static readonly (string, byte[])[] Files = [("/etc/creel/secrets/catalyst", "n3w:p\n"u8.ToArray()), ("/run/secrets/older", "0ld\r\n"u8.ToArray())];

    [Fact]
    public void Reads_every_key_of_a_source()
    {
        var topology = Written.Of(Full, othersCanRead: true, Environment, Files).Topology;
        var catalyst = topology.Find("/webhook")!;
        Assert.Equal("catalyst", catalyst.Name);
        Assert.Equal("catalyst-center", catalyst.Sender.Name);
        Assert.Contains(catalyst.Basic, credential => credential.Matches(Basic("catalyst:n3w:p")));
        Assert.Contains(catalyst.Basic, credential => credential.Matches(Basic("catalyst:0ld")));
        Assert.DoesNotContain(catalyst.Basic, credential => credential.Matches(Basic("catalyst:0ld\r")));
        Assert.Equal(["192.0.2.0/24", "2001:db8::/32", "198.51.100.7/32"], catalyst.Allow.Select(network => network.ToString()));
        Assert.Equal("/etc/creel/all.json", catalyst.SaveFile);
        Assert.Null(catalyst.Retention);
        Assert.Equal(10L << 20, catalyst.BodyLimit);
        Assert.Equal(202, catalyst.AcknowledgeStatus);

        var any = topology.Find("/hooks/any/")!;
        Assert.Equal("/hooks/any", any.Path);
        Assert.Equal("generic", any.Sender.Name);
        Assert.Equal("X-Auth-Token", any.Headers.Single().Name);
        Assert.True(any.Headers.Single().Value.Matches("Token t0ken"));
        Assert.True(any.Bearer.Single().Matches("t0ken"));
        Assert.Equal((200, "ok"), (any.AcknowledgeStatus, Encoding.UTF8.GetString(any.AcknowledgeBody)));
        Assert.True(any.RequireJson);
        Assert.Equal(1L << 20, any.BodyLimit);
        Assert.Equal(new RetentionRule(TimeSpan.FromHours(12), null), any.Retention);
        Assert.True(topology.Find("/open")!.Open);
        Assert.Equal(["CN=controller,O=Example"], topology.Find("/machine")!.ClientSubjects);
    }

    [Fact]
    public void Reads_every_key_outside_the_sources()
    {
        var configured = Written.Of(Full, othersCanRead: true, Environment, Files).Good;
        Assert.Equal(["https://*:5443"], configured.Listen);
        Assert.Equal("http://127.0.0.1:5480", configured.Console);
        Assert.Equal("https://creel.example.net:5443", configured.PublicUrl);
        Assert.Equal(["creel.example.net", "192.0.2.10"], configured.Tls.Names);
        Assert.Equal("/etc/creel/ca.pem", configured.Tls.ClientCa);
        Assert.Equal("192.0.2.5/32", configured.TrustedProxies.Single().ToString());
        Assert.Equal(new RetentionRule(TimeSpan.FromDays(90), 20_000_000_000), configured.Retention);
    }

    [Fact]
    public void Knows_the_files_that_its_secrets_come_from_also_those_that_are_missing()
    {
        var written = Written.Of(Full, othersCanRead: true, Environment);
        Assert.Null(written.Configured);
        Assert.Equal(["/etc/creel/secrets/catalyst", "/run/secrets/older"], written.SecretFiles.Order());
        Assert.Contains("creel.yaml:17:19: sources.catalyst.basic[0].password: the file `/etc/creel/secrets/catalyst` is missing.", written.Text);
    }

    [Fact]
    public void Says_all_that_is_wrong_at_once_in_the_order_of_the_file()
    {
        var written = Written.Of("""
            listn: ["https://*:5443"]
            retention: { maxAge: 90 }
            sources:
              one:
                path: webhook
                sender: catalyst-centre
                basic: [{ user: "a:b", pasword: x }]
              two:
                path: /two
            """);
        Assert.Equal([1, 2, 5, 6, 7, 7, 7, 8], written.Problems.Select(one => one.Place.Line));
        Assert.Null(written.Configured);
    }

    [Fact]
    public void A_literal_secret_is_taken_only_from_a_file_that_others_can_not_read()
    {
        const string yaml = "sources: { a: { path: /a, basic: [{ user: u, password: s3cret }], bearer: [t0ken], headers: [{ name: X-T, value: v4lue }] } }";
        Assert.NotNull(Written.Of(yaml).Configured);
        var readable = Written.Of(yaml, othersCanRead: true);
        Assert.Equal(3, readable.Problems.Count);
        Assert.All(readable.Problems, one => Assert.Contains("chmod 600 /etc/creel/creel.yaml", one.Remedy));
    }

    [Fact]
    public void Knows_whether_every_sender_must_have_a_certificate()
    {
        const string two = "tls: {{ clientCa: ca.pem }}\nsources: {{ a: {{ path: /a, clientCertificates: [CN=a] }}, b: {{ path: /b, clientCertificates: [CN=b]{0} }} }}";
        Assert.True(Written.Of(string.Format(null, two, "")).Topology.OnlyClientCertificates);
        Assert.False(Written.Of(string.Format(null, two, ", bearer: [t]")).Topology.OnlyClientCertificates);
        Assert.False(Written.Of("sources: { a: { path: /a, open: true } }").Topology.OnlyClientCertificates);
    }

    [Theory]
    [InlineData("a$${b", "a${b")]
    [InlineData("$${env:X}", "${env:X}")]
    [InlineData("$", "$")]
    [InlineData("a$b", "a$b")]
    [InlineData("p${env:X}q${env:X}", "p${env:Y}q${env:Y}")]
    public void References_stand_anywhere_in_a_text_and_are_not_followed_twice(string written, string read)
    {
        var topology = Written.Of($"sources: {{ a: {{ path: /a, bearer: ['{written}'] }} }}", environment: [("X", "${env:Y}"), ("Y", "wrong")]).Topology;
        Assert.True(topology.Find("/a")!.Bearer.Single().Matches(read));
    }

    [Theory]
    [InlineData("\uFEFFlisten: ['https://*:5443']")]
    [InlineData("# a comment\r\n---\r\nlisten: ['https://*:5443']\r\n...\r\n")]
    public void Takes_what_editors_write(string yaml) => Assert.NotNull(Written.Of(yaml).Configured);

    private static string Basic(string both) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(both));
}
