namespace Creel.Tests.Configuration;

/// <summary>What is wrong, where, and what to do: for everything that can be written wrongly.</summary>
public sealed class ConfigErrorTests
{
    [Theory]
    // YAML itself
    [InlineData("", "1:1: there is nothing in the file.")]
    [InlineData("# only a comment\n", "1:1: there is nothing in the file.")]
    [InlineData("- a\n", "1:1: the file is a list, and keys are wanted.")]
    [InlineData("retention:\n\tmaxAge: 90d\n", "2:1: a tab can't indent.|Use spaces.")]
    [InlineData("console: a: b\n", "1:11: this is not valid YAML: found invalid mapping.|quotes")]
    [InlineData("listen: [a\nconsole: off\n", "1:9: after this, it is not valid YAML.|bracket")]
    [InlineData("console: @off\n", "1:10: this is not valid YAML|quotes")]
    [InlineData("console: \"\\q\"\n", "1:10: this is not valid YAML|single quotes")]
    [InlineData("console: off\nconsole: off\n", "2:1: the key `console` was given already, in line 1.")]
    [InlineData("console: off\n---\nconsole: off\n", "2:1: a second document begins here")]
    [InlineData("console: &a off\n", "1:10: an anchor (`&name`) is not supported.")]
    [InlineData("console: *a\n", "1:10: an alias (`*name`) is not supported.")]
    [InlineData("console: !!str off\n", "1:10: a tag (`!name`) is not supported.")]
    [InlineData("[a]: b\n", "1:1: a key is a list.")]
    [InlineData("console: off\n\u0007\n", "2:1: here is a control character (U+0007).")]
    // keys
    [InlineData("listn: [a]\n", "1:1: there is no key `listn`.|Did you mean `listen`?")]
    [InlineData("zzz: 1\n", "1:1: there is no key `zzz`.|The keys are listen, console")]
    [InlineData("tls: { nmaes: [a] }\n", "1:8: tls: there is no key `nmaes` here.|Did you mean `names`?")]
    [InlineData("destinations: {}\n", "1:15: destinations: destinations come with a later version of Creel.")]
    [InlineData("routes: []\n", "1:9: routes: routes come with a later version of Creel.")]
    [InlineData("console:\n", "1:9: console: has no value.")]
    [InlineData("tls: yes\n", "1:6: tls: is text, and a map of keys is wanted.")]
    [InlineData("listen: https://*:5443\n", "1:9: listen: is text, and a list is wanted.|[\"https://*:5443\"]")]
    [InlineData("listen: []\n", "1:9: listen: is an empty list.")]
    [InlineData("listen: [\"http://*:80\"]\n", "1:10: listen[0]: would be open.")]
    [InlineData("listen: [\"https://*:1\", \"https://*:1/\"]\n", "1:25: listen[1]: `https://*:1/` stands here twice.")]
    [InlineData("console: https://192.0.2.1\n", "1:10: console: is not on loopback.")]
    [InlineData("publicUrl: creel.example.net\n", "1:12: publicUrl: is `creel.example.net`")]
    [InlineData("trustedProxies: [0.0.0.0/0]\n", "1:18: trustedProxies[0]: trusts everybody")]
    [InlineData("tls: { key: key.pem }\n", "1:13: tls.key: is a key without a certificate.")]
    [InlineData("tls: { names: [a], certificate: c.pem }\n", "1:15: tls.names: are names for Creel's own certificate")]
    [InlineData("retention: { maxAge: 59s }\n", "1:22: retention.maxAge: is `59s`: nobody would see")]
    [InlineData("retention: { maxBytes: 1MB }\n", "1:24: retention.maxBytes: is `1MB`, less than an inbox needs")]
    // units
    [InlineData("retention: { maxAge: 90 }\n", "1:22: retention.maxAge: is `90`, which is no duration.|90d, 12h")]
    [InlineData("retention: { maxAge: 1.5h }\n", "1:22: retention.maxAge: is `1.5h`, which is no duration.")]
    [InlineData("retention: { maxAge: -1d }\n", "is `-1d`, which is no duration.")]
    [InlineData("retention: { maxAge: 0s }\n", "is no time at all.")]
    [InlineData("retention: { maxAge: 99999999999d }\n", "is more than a hundred years.")]
    [InlineData("retention: { maxAge: 999999999999999999999d }\n", "which is no duration.")]
    [InlineData("retention: { maxBytes: 20 }\n", "1:24: retention.maxBytes: is `20`, which is no size.|20GB, 256MB")]
    [InlineData("retention: { maxBytes: 20XB }\n", "is `20XB`, which is no size.")]
    [InlineData("retention: { maxBytes: .5GB }\n", "is `.5GB`, which is no size.")]
    [InlineData("retention: { maxBytes: GB }\n", "is `GB`, which is no size.")]
    [InlineData("retention: { maxBytes: 0B }\n", "is no byte at all.")]
    [InlineData("retention: { maxBytes: 99999999TB }\n", "is more than any disk holds.")]
    public void Of_the_file(string yaml, string expected) => AssertSays(yaml, expected);

    [Theory]
    [InlineData("sources: {}\n", "1:10: sources: is empty.")]
    [InlineData("sources: []\n", "1:10: sources: is a list, and a map of names is wanted.")]
    [InlineData("sources: { 'a b': { path: /a, open: true } }\n", "1:12: sources: `a b` can't be a source's name.")]
    [InlineData("sources: { a: }\n", "1:15: sources.a: has no value.")]
    [InlineData("sources: { a: { path: /a } }\n", "1:12: sources.a: has no credentials: anybody could send.|open: true")]
    [InlineData("sources: { a: { path: /a, open: false } }\n", "1:12: sources.a: has no credentials")]
    [InlineData("sources: { a: { path: /a, open: yes } }\n", "1:33: sources.a.open: is `yes`, and true or false is wanted.")]
    [InlineData("sources: { a: { path: /a, open: 'true' } }\n", "1:33: sources.a.open: is text, and true or false is wanted.|without quotes")]
    [InlineData("sources: { a: { path: /a, open: true, bearer: [t] } }\n", "1:33: sources.a.open: says that anybody may send, and there is also bearer.")]
    [InlineData("sources: { a: { path: /a, secrets: [s] } }\n", "1:37: sources.a.secrets[0]: the sender `generic` signs nothing|hmac")]
    [InlineData("sources: { a: { path: /a, open: true, signature: { header: X-S } } }\n", "1:50: sources.a.signature: the sender `generic` has no signature that could be adjusted.")]
    [InlineData("sources: { a: { path: /a, open: true, topics: [a] } }\n", "sources.a.topics: the sender `generic` has no topics.")]
    [InlineData("sources: { a: { path: /a, secrets: [''] } }\n", "sources.a.secrets[0]: is an empty secret.")]
    [InlineData("sources: { a: { open: true } }\n", "1:12: sources.a: has no path.|path: /hooks/a")]
    [InlineData("sources: { a: { open: true, path: a } }\n", "1:35: sources.a.path: is `a`, which does not begin with a slash.|`/a`")]
    [InlineData("sources: { a: { open: true, path: / } }\n", "is the root")]
    [InlineData("sources: { a: { open: true, path: '' } }\n", "sources.a.path: is empty.")]
    [InlineData("sources: { a: { open: true, path: /a?b } }\n", "a path has no ?, # or %.")]
    [InlineData("sources: { a: { open: true, path: '/a b' } }\n", "a path has no spaces")]
    [InlineData("sources: { a: { open: true, path: /a//b } }\n", "which senders shorten")]
    [InlineData("sources: { a: { open: true, path: /a/../b } }\n", "which senders shorten")]
    [InlineData("sources: { a: { open: true, path: 'https://creel.example.net/a' } }\n", "a URL.|path alone")]
    [InlineData("sources: { a: { open: true, path: /a }, b: { open: true, path: /a/ } }\n", "1:64: sources.b.path: the source a has the path `/a/` too.")]
    [InlineData("sources: { a: { open: true, path: /a, save: x }, b: { open: true, path: /b, save: ./x } }\n", "sources.b.save: the source a saves to")]
    [InlineData("sources: { a: { open: true, path: /a, sender: catalyst } }\n", "1:47: sources.a.sender: there is no sender `catalyst`.|Did you mean `catalyst-center`?")]
    [InlineData("sources: { a: { open: true, path: /a, sender: zzz } }\n", "there is no sender `zzz`.|generic")]
    [InlineData("sources: { a: { open: true, path: /a, allow: [10] } }\n", "1:47: sources.a.allow[0]: is `10`, which is neither")]
    [InlineData("sources: { a: { open: true, path: /a, allow: [192.0.2.5/24] } }\n", "an address within a network.|192.0.2.0/24")]
    [InlineData("sources: { a: { open: true, path: /a, allow: [192.0.2.0/33] } }\n", "a number from 0 to 32")]
    [InlineData("sources: { a: { open: true, path: /a, allow: ['::ffff:192.0.2.1'] } }\n", "IPv6 clothes.|192.0.2.1")]
    [InlineData("sources: { a: { open: true, path: /a, respond: { status: 404 } } }\n", "1:58: sources.a.respond.status: is `404`, and a number from 200 to 299 is wanted.")]
    [InlineData("sources: { a: { open: true, path: /a, respond: { status: 204, body: x } } }\n", "an answer with status 204 has no body.")]
    [InlineData("sources: { a: { open: true, path: /a, bodyLimit: 1GB } }\n", "more than the 256MiB")]
    [InlineData("sources: { a: { open: true, path: /a, bodylimit: 1MB } }\n", "Did you mean `bodyLimit`?")]
    [InlineData("sources: { a: { path: /a, clientCertificates: [CN=a] } }\n", "1:47: sources.a.clientCertificates: needs a CA|tls.clientCa")]
    [InlineData("tls: { clientCa: ca.pem }\nsources: { a: { path: /a, clientCertificates: [' '] } }\n", "is an empty subject.")]
    public void Of_a_source(string yaml, string expected) => AssertSays(yaml, expected);

    [Theory]
    [InlineData("basic: [{ user: 'a:b', password: p }]", "sources.a.basic[0].user: holds a colon, which a user can't")]
    [InlineData("basic: [{ user: '', password: p }]", "basic[0].user: is empty.")]
    [InlineData("basic: [{ password: p }]", "basic[0]: has no user.")]
    [InlineData("basic: [{ user: u }]", "basic[0]: has no password.")]
    [InlineData("basic: { user: u, password: p }", "basic: is a map of keys, and a list is wanted.")]
    [InlineData("basic: [{ user: u, password: '' }]", "basic[0].password: is an empty secret.")]
    [InlineData("basic: [{ user: u, password: }]", "basic[0].password: has no value.")]
    [InlineData("basic: [{ user: u, password: [p] }]", "basic[0].password: is a list, and a secret is wanted.")]
    [InlineData("basic: [{ user: u, password: \"a\\nb\" }]", "basic[0].password: holds a control character")]
    [InlineData("basic: [{ user: u, password: '${env:GONE}' }]", "basic[0].password: the environment variable GONE is not set.")]
    [InlineData("basic: [{ user: u, password: '${env:EMPTY}' }]", "basic[0].password: is an empty secret.")]
    [InlineData("basic: [{ user: u, password: '${file:gone}' }]", "the file `/etc/creel/gone` is missing.|folder of the configuration file")]
    [InlineData("basic: [{ user: u, password: '${file:/big}' }]", "the file `/big` is larger than 64 KiB.")]
    [InlineData("basic: [{ user: u, password: '${file:/bytes}' }]", "the file `/bytes` is not UTF-8 text.")]
    [InlineData("basic: [{ user: u, password: '${file:}' }]", "neither ${env:NAME} nor ${file:PATH}.")]
    [InlineData("basic: [{ user: u, password: '${TOKEN}' }]", "neither ${env:NAME} nor ${file:PATH}.|$${")]
    [InlineData("basic: [{ user: u, password: 'a${b' }]", "neither ${env:NAME} nor ${file:PATH}.")]
    [InlineData("basic: [{ user: u, password: '${env:A-B}' }]", "neither ${env:NAME} nor ${file:PATH}.")]
    [InlineData("bearer: ['two words']", "bearer[0]: holds a character that a bearer token can't have.")]
    [InlineData("bearer: token", "bearer: is text, and a list is wanted.")]
    [InlineData("headers: [{ name: 'X Y', value: v }]", "headers[0].name: is `X Y`, which can't be a header's name.")]
    [InlineData("headers: [{ name: host, value: v }]", "headers[0].name: is `host`, a header that can't carry a secret.")]
    [InlineData("headers: [{ name: X-T, value: ' v' }]", "headers[0].value: begins or ends with a space")]
    [InlineData("headers: [{ name: X-T }]", "headers[0]: has no value.")]
    [InlineData("headers: [{ value: v }]", "headers[0]: has no name.")]
    public void Of_credentials(string credentials, string expected) => AssertSays($"sources:\n  a:\n    path: /a\n    {credentials}\n", expected);

    [Fact]
    public void Of_bytes_that_are_no_text()
    {
        Assert.Contains("creel.yaml:2:12: this is not UTF-8.", Written.Of([.. "tls:\n  names: [ü"u8, 0xFF, .. "]\n"u8]).Text);
        Assert.Contains("the file is UTF-16.", Written.Of(System.Text.Encoding.Unicode.GetPreamble().Concat(System.Text.Encoding.Unicode.GetBytes("a: b")).ToArray()).Text);
        Assert.Contains("larger than 1 MiB", Written.Of(new byte[(1 << 20) + 1]).Text);
    }

    [Fact]
    public void Of_a_bomb_and_of_a_tower()
    {
        Assert.Contains("anchor", Written.Of("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n").Text);
        Assert.Contains("more than 32 levels", Written.Of(new string('[', 200_000)).Text);
        Assert.Contains("more than 32 levels", Written.Of(string.Concat(Enumerable.Range(0, 400).Select(i => new string(' ', i) + "a:\n"))).Text);
    }

    [Fact]
    public void Of_a_long_file_that_is_named_too_often()
    {
        var written = Written.Of($"sources: {{ a: {{ path: /a, bearer: [{string.Join(", ", Enumerable.Repeat("'${file:/long}'", 1_000))}] }} }}",
            files: [("/long", Enumerable.Repeat((byte)'x', 60_000).ToArray())]);
        Assert.Single(written.Problems);
        Assert.Contains("all references together come to more than 8 million characters.", written.Text);
        Assert.True(written.SecretFiles.Count < 200);
    }

    [Fact]
    public void Ends_after_a_hundred()
    {
        var written = Written.Of(string.Concat(Enumerable.Range(0, 1_000).Select(i => $"key{i}: 1\n")));
        Assert.Equal(101, written.Problems.Count);
        Assert.Contains("there are 900 more errors.", written.Problems[^1].What);
    }

    [Fact]
    public void Never_repeats_what_came_out_of_a_reference()
    {
        string[] keys = ["console: ", "publicUrl: ", "listen: [", "tls: { names: [", "retention: { maxAge: ", "retention: { maxBytes: ", "trustedProxies: [",
            "sources: { a: { path: ", "sources: { a: { open: ", "sources: { a: { path: /a, open: true, sender: ", "sources: { a: { path: /a, open: true, allow: [",
            "sources: { a: { path: /a, open: true, respond: { status: ", "sources: { a: { path: /a, basic: [{ user: ", "sources: { a: { path: /a, headers: [{ name: "];
        foreach (var key in keys)
        {
            var closing = string.Concat(key.Reverse().Where(c => c is '[' or '{').Select(c => c == '[' ? ']' : '}'));
            var written = Written.Of($"{key}'${{env:S}}'{closing}\n", environment: [("S", "http:s3cret ?")]);
            Assert.True(written.Problems.Count > 0, key);
            Assert.DoesNotContain("s3cret", written.Text);
        }
    }

    private static void AssertSays(string yaml, string expected)
    {
        var written = Written.Of(yaml, environment: [("EMPTY", "")], files: [("/big", new byte[(64 << 10) + 1]), ("/bytes", [0xFF])]);
        Assert.Null(written.Configured);
        foreach (var part in expected.Split('|')) Assert.Contains(part, written.Text);
    }
}
