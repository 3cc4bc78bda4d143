using System.Text;
using System.Text.Json;
using Creel.Senders;
using CsCheck;

namespace Creel.Tests.Senders;

public sealed class BodySecretsTests
{
    private static readonly BodySecrets Secrets = BodySecrets.At(["sharedSecret", "value[].clientState"]);

    [Theory]
    [InlineData("""{"sharedSecret":"s3cret","a":1}""", """{"sharedSecret":"******","a":1}""")]
    [InlineData("""{"a":{"sharedSecret" : "s3\"c\\"},"sharedSecret":"x"}""", """{"a":{"sharedSecret" : "*******"},"sharedSecret":"*"}""")]
    [InlineData("""{"shared\u0053ecret":"x"}""", """{"shared\u0053ecret":"*"}""")]
    [InlineData("""{"value":[{"clientState":"a"},{"clientState":"b"}]}""", """{"value":[{"clientState":"*"},{"clientState":"*"}]}""")]
    [InlineData("""{"sharedSecret":12345}""", """{"sharedSecret":"***"}""")]
    [InlineData("""{"sharedSecret":-1.5e+3}""", """{"sharedSecret":"*****"}""")]
    [InlineData("""{"sharedSecret":7, "a": 7}""", """{"sharedSecret":0, "a": 7}""")]
    [InlineData("""{"sharedSecret":[["a"], 12, [null, "b"]], "c": ["d"]}""", """{"sharedSecret":[["*"], "", [null, "*"]], "c": ["d"]}""")]
    [InlineData("""{"sharedSecret":["a", "bc"],"x":"y"}""", """{"sharedSecret":["*", "**"],"x":"y"}""")]
    [InlineData("""{"sharedSecret":"cut of""", """{"sharedSecret":"******""")]
    [InlineData("""no JSON "sharedSecret" : "s" at all""", """no JSON "sharedSecret" : "*" at all""")]
    public void Overwrites_every_value_of_that_name_at_equal_length(string body, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Secrets.Overwrite(Encoding.UTF8.GetBytes(body), out _)!));

    [Theory]
    [InlineData("""{"a":"sharedSecret"}""")]
    [InlineData("""{"sharedSecret":""}""")]
    [InlineData("""{"sharedSecret":null}""")]
    [InlineData("""{"sharedSecret":{"a":"b"}}""")]
    [InlineData("""{"sharedSecrets":"a"}""")]
    [InlineData("""{"sharedSecret":""")]
    [InlineData("\"sharedSecret\\")]
    [InlineData("")]
    public void Leaves_alone_what_holds_none(string body)
    {
        Assert.Null(Secrets.Overwrite(Encoding.UTF8.GetBytes(body), out var where));
        Assert.Empty(where);
    }

    [Fact]
    public void Lists_in_lists_may_be_as_deep_as_a_stranger_likes()
    {
        var deep = "\"sharedSecret\":" + new string('[', 1 << 20) + "\"s\"";
        Assert.EndsWith("[\"*\"", Encoding.UTF8.GetString(Secrets.Overwrite(Encoding.UTF8.GetBytes(deep), out _)!), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_where_they_were()
    {
        Secrets.Overwrite("""{"value":[{"clientState":"a"}],"sharedSecret":"b"}"""u8, out var where);
        Assert.Equal(["body.sharedSecret", "body.value[].clientState"], where);
    }

    [Fact]
    public void No_secret_survives_in_any_document_and_what_was_JSON_stays_JSON()
    {
        var secret = Gen.String[Gen.Char["abc\"\\é\n{}[]:,"], 1, 12].Select(text => "q7#" + text);
        Gen.Select(secret, Gen.String[0, 20], Gen.Int[0, 200]).Sample((hidden, other, cut) =>
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?> { ["o"] = other, ["sharedSecret"] = hidden, ["list"] = new[] { new Dictionary<string, string> { ["sharedSecret"] = hidden } } });
            var clean = Secrets.Overwrite(body, out _)!;
            Assert.Equal(body.Length, clean.Length);
            using var read = JsonDocument.Parse(clean);
            Assert.DoesNotContain("q7#", Encoding.UTF8.GetString(clean), StringComparison.Ordinal);
            // Cut anywhere: what is there of it goes, and nothing throws.
            var part = body.AsSpan(0, Math.Min(cut, body.Length));
            Assert.DoesNotContain("q7#", Encoding.UTF8.GetString(Secrets.Overwrite(part, out _) ?? part.ToArray()), StringComparison.Ordinal);
        });
    }
}
