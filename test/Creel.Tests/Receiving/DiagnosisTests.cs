using System.IO.Compression;
using System.Text;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving.Explaining;
using Creel.Signatures;
using static Creel.Tests.Receiving.SignedSources;

namespace Creel.Tests.Receiving;

/// <summary>Each thing that goes wrong in life, done to a request that was signed for real.</summary>
public sealed class DiagnosisTests
{
    private const string Body = """{"event":"port_down","device":{"name":"Zürich","ports":[1,2.50,{}]},"a":"</x>","link":"https://example.com/1"}""";

    private static string Whsec => "whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes("twenty-four bytes of key"));

    [Fact]
    public void Says_nothing_of_what_is_good() => Assert.Null(Diagnosis.Of(Case(Sent(Plain, Secret, Body), Source("one", Plain, Secret))));

    [Theory]
    [InlineData(-12, "clock", "12 minutes ahead")]
    [InlineData(47, "clock", "47 minutes behind")]
    [InlineData(60 * 5, "delayed", "5 hours before it came")]
    [InlineData(60 * 24 * 9, "delayed", "9 days before it came")]
    public void Says_how_far_the_clocks_are_apart(int minutes, string cause, string says)
    {
        var found = Case(Sent(Timed, Secret, Body, Noon.AddMinutes(-minutes)), Source("one", Timed, Secret)).Explained();
        Assert.Equal(cause, found.Cause);
        Assert.Contains(says, found.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_a_time_is_written_in_another_unit()
    {
        var timed = ((HmacScheme)Timed.Schemes.First()).Settings;
        var request = new OutgoingRequest { Method = "POST", Url = new("https://hooks.example.com/hooks/one"), Body = Encoding.UTF8.GetBytes(Body) };
        new HmacScheme(timed with { Time = timed.Time! with { Unit = SignatureTimeUnit.Milliseconds } }).Sign(request, Secret, Noon);
        var about = Case(request, Source("one", Timed, Secret));
        Assert.Equal("malformed signature", Diagnosis.Of(about)!.Reason);
        Assert.Equal("time-format", about.Explained().Cause);
    }

    [Fact]
    public void Knows_the_secrets_that_a_change_of_the_configuration_took_away()
    {
        Source[] before = [Source("one", Plain, Secret, "s3cret-that-stays"), Source("two", Plain, Other)];
        Source[] now = [Source("one", Plain, "s3cret-that-stays", "brand-new-s3cret"), Source("two", Plain, Other)];
        var about = Case(Sent(Plain, Secret, Body), now);
        about = about with { Topology = new(now) { PreviousSecrets = PreviousSecrets.None.After(before, now).After(now, now) } };
        var found = about.Explained();
        Assert.Equal("previous-secret", found.Cause);
        Assert.Contains("source `one`", found.NextStep, StringComparison.Ordinal);
        Assert.Empty(about.Topology.PreviousSecrets.Of("two"));
        // One that is put back is a previous one no more; and no more than a few are kept.
        Assert.DoesNotContain(about.Topology.PreviousSecrets.After(now, before).Of("one"), secret => secret.Reveal() == Secret);
        var many = Enumerable.Range(0, 20).Aggregate(PreviousSecrets.None, (previous, i) => previous.After([Source("one", Plain, $"s3cret-{i}")], [Source("one", Plain, $"s3cret-{i + 1}")]));
        Assert.Equal(["s3cret-19", "s3cret-18", "s3cret-17", "s3cret-16"], many.Of("one").Select(secret => secret.Reveal()));
    }

    [Theory]
    [InlineData(Secret + "\n", Secret, "a newline at its end")]
    [InlineData(Secret + " ", Secret, "a blank at its end")]
    [InlineData("\"" + Secret + "\"", Secret, "quotes around it")]
    [InlineData(Secret, Secret + "\n", "without the blanks")]
    [InlineData(Secret, " " + Secret, "without the blanks")]
    [InlineData(Secret, "'" + Secret + "'", "without the blanks")]
    public void Finds_what_copying_left_around_a_secret(string sender, string configured, string says)
    {
        var found = Case(Sent(Plain, sender, Body), Source("one", Plain, configured)).Explained();
        Assert.Equal("secret-blank", found.Cause);
        Assert.Contains(says, found.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_a_secret_that_was_decoded_or_not()
    {
        var base64 = Convert.ToBase64String("a key of many bytes that are decoded"u8);
        var plain = ((HmacScheme)Plain.Schemes.First()).Settings;
        OutgoingRequest Signed(SignatureKeyFormat key, string secret)
        {
            var request = new OutgoingRequest { Method = "POST", Url = new("https://hooks.example.com/hooks/one"), Body = Encoding.UTF8.GetBytes(Body) };
            new HmacScheme(plain with { Key = key }).Sign(request, secret, Noon);
            return request;
        }
        AssertForm("decoded from base64", "key: base64", Case(Signed(SignatureKeyFormat.Base64, base64), Source("one", Plain, base64)));
        AssertForm("without the `whsec_`", "write the secret here", Case(Signed(SignatureKeyFormat.Text, base64), Source("one", Plain, "whsec_" + base64)));
        AssertForm("with `whsec_` before it", "write the secret here", Case(Signed(SignatureKeyFormat.Text, "whsec_" + base64), Source("one", Plain, base64)));
        AssertForm("decoded from hexadecimal", "write the secret here", Case(Signed(SignatureKeyFormat.Base64, Convert.ToBase64String(Convert.FromHexString("00ff10ab00ff10ab00ff"))), Source("one", Plain, "00ff10ab00ff10ab00ff")));

        var standard = ((HmacScheme)Standard.Schemes.First()).Settings;
        foreach (var (secret, says) in ((string, string)[])[(Whsec, "as the text that it is"), (Whsec["whsec_".Length..], "without the `whsec_`")])
        {
            var request = new OutgoingRequest { Method = "POST", Url = new("https://hooks.example.com/hooks/one"), Body = Encoding.UTF8.GetBytes(Body), Headers = { ["hook-id"] = "msg_1" } };
            new HmacScheme(standard with { Key = SignatureKeyFormat.Text }).Sign(request, secret, Noon);
            AssertForm(says, says.StartsWith("as", StringComparison.Ordinal) ? "key: text" : "Mend the code", Case(request, Source("one", Standard, Whsec)));
        }

        static void AssertForm(string says, string fix, SignatureCase about)
        {
            var found = about.Explained();
            Assert.Equal("secret-form", found.Cause);
            Assert.Contains(says, found.NextStep, StringComparison.Ordinal);
            Assert.Contains(fix, found.NextStep, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{\"a\":1}", "{\"a\":1}\n", "without the newline at its end")]
    [InlineData("{\"a\":1}\n", "{\"a\":1}", "with a newline at its end")]
    [InlineData("{\r\n\"a\":1}", "{\n\"a\":1}", "with CR LF for LF")]
    [InlineData("{\n\"a\":1}", "{\r\n\"a\":1}", "with LF for CR LF")]
    [InlineData("{\"a\":1}", "\uFEFF{\"a\":1}", "without the byte order mark")]
    [InlineData("\uFEFF{\"a\":1}", "{\"a\":1}", "with a byte order mark")]
    [InlineData("""{"event":"a","n":[1.50,2]}""", """{"event": "a", "n": [1.50, 2]}""", "JSON minified:")]
    [InlineData("""{"event": "a", "n": [1, {}]}""", """{"event":"a","n":[1,{}]}""", "as Python writes it")]
    [InlineData("{\n  \"event\": \"a\",\n  \"n\": [\n    1,\n    []\n  ]\n}", """{"event":"a","n":[1,[]]}""", "indented by 2")]
    [InlineData("{\n    \"event\": \"a\"\n}", """{"event":"a"}""", "indented by 4")]
    [InlineData("{\n\t\"event\": \"a\"\n}", """{"event":"a"}""", "indented by a tab")]
    [InlineData("""{"a":{"x":1,"y":2},"b":[]}""", """{"b":[],"a":{"y":2,"x":1}}""", "minified, its keys sorted")]
    [InlineData("""{"a": 1, "b": "\u00fc"}""", """{"b":"ü","a":1}""", "as Python writes it, its keys sorted, all but ASCII escaped")]
    [InlineData("""{"a":"Zürich"}""", """{"a":"Z\u00fcrich"}""", "minified, characters unescaped")]
    [InlineData("""{"a":"Z\u00fcrich \ud83d\ude00"}""", """{"a": "Zürich 😀"}""", "minified, all but ASCII escaped")]
    [InlineData("""{"a":"https:\/\/example.com\/\u00fc"}""", """{"a":"https://example.com/ü"}""", "as PHP writes it")]
    [InlineData("""{"a":"\u003cb\u003e \u0026 ü"}""", """{"a":"<b> & ü"}""", "as Go writes it")]
    [InlineData("""{"a":"\u0022\u0027\u002B\u00FC"}""", """{"a":"\"'+ü"}""", "as .NET writes it")]
    public void Finds_what_was_done_to_a_body_on_its_way(string signed, string received, string says)
    {
        var found = Case(Sent(Plain, Secret, signed), Source("one", Plain, Secret)).With(received).Explained();
        Assert.Equal("body-changed", found.Cause);
        Assert.Contains(says, found.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_a_body_that_was_signed_before_it_was_compressed()
    {
        var about = Case(Sent(Timed, Secret, Body), Source("one", Timed, Secret));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(about.Request.Body.Span);
        about.Request.Headers.ContentEncoding = "gzip";
        var found = (about with { Request = about.Request with { Body = packed.ToArray() } }).Explained();
        Assert.Equal("body-changed", found.Cause);
        Assert.Contains("decompressed", found.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_source_whose_secret_it_is()
    {
        var sameKind = Case(Sent(Plain, Other, Body), Source("one", Plain, Secret), Source("two", Plain, Other)).Explained();
        Assert.Equal("other-source", sameKind.Cause);
        Assert.Contains("secret of source `two`", sameKind.NextStep, StringComparison.Ordinal);
        var otherKind = Case(Sent(Timed, Other, Body), Source("one", Plain, Secret), Source("two", Timed, Other)).Explained();
        Assert.Equal("other-source", otherKind.Cause);
        Assert.Contains("should end in /hooks/two", otherKind.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_a_stripped_header_from_a_missing_secret_and_from_a_stranger()
    {
        (string, string)[] marks = [("X-Plain-Event", "x"), ("X-Plain-Delivery", "1")];
        var unset = Case(Sent(Plain, Secret, Body, headers: marks), Source("one", Plain, Secret)).Without("X-Plain-Signature").Explained();
        Assert.Equal("no-secret", unset.Cause);
        Assert.Contains("X-Plain-Event, X-Plain-Delivery", unset.NextStep, StringComparison.Ordinal);
        var stripped = Case(Sent(Plain, Secret, Body, headers: [.. marks, ("Via", "1.1 proxy.example.com")]), Source("one", Plain, Secret)).Without("X-Plain-Signature").Explained();
        Assert.Equal("header-missing", stripped.Cause);
        Assert.Contains("(Via) strips the header", stripped.NextStep, StringComparison.Ordinal);
        var stranger = Case(Sent(Plain, Secret, Body), Source("one", Plain, Secret)).Without("X-Plain-Signature").Explained();
        Assert.Equal("no-signature", stranger.Cause);
        var signedHeader = Case(Sent(Standard, Whsec, Body, headers: ("X-Forwarded-For", "192.0.2.1")), Source("one", Standard, Whsec)).Without("hook-id").Explained();
        Assert.Equal("header-missing", signedHeader.Cause);
        Assert.Contains("The header hook-id is signed", signedHeader.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://hooks.example.com/hooks/one", "https://hooks.example.com/hooks/one", "publicUrl: http://hooks.example.com`")]
    [InlineData("https://hooks.example.com/hooks/one", "http://192.0.2.10:8080/hooks/one", "publicUrl: https://hooks.example.com`")]
    [InlineData("https://hooks.example.com:8443/hooks/one", "https://hooks.example.com/hooks/one", "publicUrl: https://hooks.example.com:8443`")]
    [InlineData("https://hooks.example.com/hooks/one/", "https://hooks.example.com/hooks/one", "arrives as /hooks/one")]
    [InlineData("https://hooks.example.com/hooks/one", "https://hooks.example.com/hooks/one?a=s3cret-in-query", "without its query")]
    public void Names_the_URL_that_fits(string called, string seen, string says)
    {
        var about = Case(Sent(Called, Secret, "a=1", url: called, headers: ("Host", new Uri(called).Authority)), Source("one", Called, Secret));
        var url = new Uri(seen);
        var found = (about with { Request = about.Request with { Origin = url.GetLeftPart(UriPartial.Authority), Target = url.PathAndQuery } }).Explained();
        Assert.Equal("other-url", found.Cause);
        Assert.Contains(says, found.NextStep, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", found.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_which_way_of_signing_it_is_that_fits()
    {
        var plain = ((HmacScheme)Plain.Schemes.First()).Settings;
        SignatureCase Signed(HmacSettings settings)
        {
            var request = new OutgoingRequest { Method = "POST", Url = new("https://hooks.example.com/hooks/one"), Body = Encoding.UTF8.GetBytes(Body) };
            new HmacScheme(settings).Sign(request, Secret, Noon);
            return Case(request, Source("one", Plain, Secret));
        }
        AssertScheme("algorithm: sha1, prefix: \"sha1=\"", Signed(plain with { Algorithm = HmacAlgorithm.Sha1, Header = plain.Header with { Prefix = "sha1=" } }));
        AssertScheme("encoding: base64", Signed(plain with { Header = plain.Header with { Encoding = SignatureEncoding.Base64 } }));
        AssertScheme("prefix: \"\"", Signed(plain with { Header = plain.Header with { Prefix = "" } }));

        static void AssertScheme(string adjusted, SignatureCase about)
        {
            var found = about.Explained();
            Assert.Equal("other-scheme", found.Cause);
            Assert.Contains($"signature: {{ {adjusted} }}", found.NextStep, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_the_product_that_it_looks_like()
    {
        var about = Case(Sent(Timed, Secret, Body), Source("one", Plain, Secret), Source("two", Timed, Other));
        var proven = about.Explained();
        Assert.Equal("other-sender", proven.Cause);
        Assert.Contains("sender: made-up-timed", proven.NextStep, StringComparison.Ordinal);
        Assert.Contains("with the secrets of source `one`", proven.NextStep, StringComparison.Ordinal);
        var likely = Case(Sent(Timed, "neither-s3cret", Body), Source("one", Plain, Secret), Source("two", Timed, Other)).Explained();
        Assert.Equal("other-sender", likely.Cause);
        Assert.Contains("This looks like The made-up-timed", likely.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_a_version_is_unknown()
    {
        var about = Case(Sent(Plain, Secret, Body), Source("one", Plain, Secret));
        about.Request.Headers["X-Plain-Signature"] = "blake3=" + new string('a', 64);
        Assert.Equal("unknown-version", about.Explained().Cause);
        Assert.Equal("unknown signature version", Diagnosis.Of(about)!.Reason);
        var list = Case(Sent(Timed, Secret, Body), Source("one", Timed, Secret));
        list.Request.Headers["X-Timed-Signature"] = "t=1772366400,v9=" + new string('a', 64);
        Assert.Equal("unknown-version", list.Explained().Cause);
    }

    [Fact]
    public void Says_what_was_tried_where_nothing_fits_and_that_a_part_of_a_body_can_not_be_tried()
    {
        var about = Case(Sent(Plain, "unheard-of-s3cret", Body), Source("one", Plain, Secret), Source("two", Plain, Other));
        var found = about.Explained();
        Assert.Null(found.Cause);
        Assert.Contains("Most likely the sender has another secret", found.NextStep, StringComparison.Ordinal);
        Assert.True(found.Tried.Count >= 6, string.Join("; ", found.Tried));
        Assert.Equal("not-tried", (about with { Extent = BodyExtent.Cut }).Explained().Cause);
    }

    [Fact]
    public void Finds_previous_and_other_secrets_that_are_sent_as_they_are()
    {
        var token = Profile("made-up-token", """{"scheme":"header","name":"X-Made-Up-Token"}""");
        Source[] now = [Source("one", token, Secret), Source("two", token, Other)];
        var about = Case(Sent(token, "earlier-s3cret", Body), now);
        Assert.Equal("previous-secret", (about with { Topology = new(now) { PreviousSecrets = PreviousSecrets.None.After([Source("one", token, "earlier-s3cret")], now) } }).Explained().Cause);
        Assert.Equal("other-source", Case(Sent(token, Other, Body), now).Explained().Cause);
        Assert.Equal("secret-blank", Case(Sent(token, Secret, Body), Source("one", token, Secret + "\n")).Explained().Cause);
        Assert.Null(Case(Sent(token, "unheard-of-s3cret", Body), now).Explained().Cause);
    }

    [Fact]
    public void Never_throws_and_ends_whatever_a_stranger_sends()
    {
        string[] bodies = [new string('[', 32_000), new string('[', 500) + string.Concat(Enumerable.Repeat("[1],", 15_000)) + "1" + new string(']', 500), "{\"a\":1,\"a\":2,\"\\ud800\":\"\\udc00\"}", "\"\\u12", "{}{}", "\xFF\xFE", ""];
        foreach (var body in bodies)
        {
            foreach (var encoding in (string?[])[null, "gzip", "br, br, br", "nonsense"])
            {
                var about = Case(Sent(Plain, "unheard-of-s3cret", "x"), Source("one", Plain, Secret)).With(body);
                about.Request.Headers.ContentEncoding = encoding;
                Assert.NotEmpty(about.Explained().NextStep);
            }
        }
    }
}
