using System.Security.Cryptography;
using System.Text;
using Creel.Senders;
using Creel.Signatures;
using CsCheck;

namespace Creel.Tests.Signatures;

/// <summary>Messages of SNS, signed by a made-up Amazon.</summary>
public sealed class SnsTests
{
    private static readonly SignatureScheme Scheme = AuthCompiler.Compile(new AuthData { Scheme = "sns" })!;

    public static TheoryData<string, string> Kinds => new()
    {
        { "Notification", "1" }, { "Notification", "2" }, { "SubscriptionConfirmation", "1" }, { "SubscriptionConfirmation", "2" }, { "UnsubscribeConfirmation", "1" }, { "UnsubscribeConfirmation", "2" },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void Takes_what_was_signed(string type, string version) => Assert.Equal(SignatureCheck.Good, Check(SnsChain.Sign(SnsChain.Message(type, version))));

    [Fact]
    public void A_subject_may_be_missing()
    {
        var message = SnsChain.Message("Notification", "2");
        message.Remove("Subject");
        Assert.Equal(SignatureCheck.Good, Check(SnsChain.Sign(message)));
    }

    // What is not signed may differ; what is signed may not.
    [Theory, MemberData(nameof(Kinds))]
    public void Refuses_a_body_in_which_one_bit_differs(string type, string version)
    {
        var body = SnsChain.Sign(SnsChain.Message(type, version));
        var signed = SnsMessage.Parse(body)!.Signed(out _);
        Gen.Int[0, body.Length * 8 - 1].Sample(bit =>
        {
            byte[] flipped = [.. body];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            return !Check(flipped).IsGood || SnsMessage.Parse(flipped)!.Signed(out _)!.SequenceEqual(signed!);
        });
    }

    [Fact]
    public void Refuses_another_key()
    {
        using var other = RSA.Create(2048);
        Assert.Equal(SignatureFault.Wrong, Check(SnsChain.Sign(SnsChain.Message("Notification", "2")), _ => new RsaKey(other.ExportSubjectPublicKeyInfo())).Fault);
    }

    [Fact]
    public void A_signature_of_one_version_is_none_of_the_other()
    {
        var message = SnsChain.Message("Notification", "2");
        SnsChain.Sign(message);
        message["SignatureVersion"] = "1";
        Assert.Equal(SignatureFault.Wrong, Check(SnsChain.Json(message)).Fault);
    }

    [Fact]
    public void Asks_for_a_key_that_is_not_there_by_its_url()
    {
        var body = SnsChain.Sign(SnsChain.Message("Notification", "2"));
        Assert.Equal(new SignatureCheck(SignatureFault.KeyNeeded, SnsChain.Url), Check(body, _ => null));
        Assert.Equal(new SignatureCheck(SignatureFault.KeyNeeded, SnsChain.Url), Scheme.Bind([SnsChain.Topic]).Check(SnsChain.Request(body, null), SnsChain.Now));
    }

    // Whoever is fooled by one of these asks a stranger's host, or one behind the firewall.
    [Theory]
    [InlineData("http://sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com.example.com/a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com@example.com/a.pem")]
    [InlineData("https://example.com@sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://user:word@sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://example.com/sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://example.com#sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://example.com\\sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com\\@example.com/a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com:8443/a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com:80/a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com:443@example.com/a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/a.pem?x=y.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/a.pem#x.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/?Action=Publish&x=a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/../a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/a/b.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/a%2f.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/a.pem\n")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/a.txt")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/.pem")]
    [InlineData(" https://sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com./a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com.cn/a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws。com/a.pem")]
    [InlineData("https://sns.eu-west-2.amazonaws.com/a.pem")]
    [InlineData("https://sns.amazonaws.com/a.pem")]
    [InlineData("https://sns.s3.amazonaws.com/a.pem")]
    [InlineData("https://sns.s3-eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://evil.sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://sns-eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://snsxeu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.eu-west-1xamazonaws.com/a.pem")]
    [InlineData("https://192.0.2.1/a.pem")]
    [InlineData("https://[2001:db8::1]/a.pem")]
    [InlineData("file:///etc/a.pem")]
    [InlineData("")]
    public void Takes_no_certificate_from_elsewhere(string url)
    {
        var message = SnsChain.Message("Notification", "2");
        SnsChain.Sign(message);
        message["SigningCertURL"] = url;
        Assert.Equal(new SignatureCheck(SignatureFault.Malformed, "SigningCertURL in the body"), Check(SnsChain.Json(message), NotAsked));
    }

    [Theory]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:other")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:alarms2")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:Alarms")]
    [InlineData("arn:aws:sns:eu-west-1:999999999999:alarms")]
    [InlineData("arn:aws:sns:eu-west-2:123456789012:alarms")]
    [InlineData("")]
    public void Takes_no_topic_but_the_source_s_and_asks_nobody_for_others(string arn)
    {
        var message = SnsChain.Message("Notification", "2");
        message["TopicArn"] = arn;
        Assert.Equal(new SignatureCheck(SignatureFault.Unexpected, "TopicArn in the body"), Check(SnsChain.Sign(message), NotAsked));
    }

    [Theory]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:*", true)]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:al*", true)]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:alarms*", true)]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:alarms-*", false)]
    [InlineData("arn:aws:sns:eu-west-1:123456789013:*", false)]
    public void A_star_ends_a_name(string topic, bool takes) =>
        Assert.Equal(takes ? SignatureFault.None : SignatureFault.Unexpected, Scheme.Bind([topic]).Check(SnsChain.Request(SnsChain.Sign(SnsChain.Message("Notification", "1")), _ => SnsChain.Amazon.Key), SnsChain.Now).Fault);

    [Theory]
    [InlineData(SnsChain.Topic)]
    [InlineData("arn:aws-cn:sns:cn-north-1:123456789012:a")]
    [InlineData("arn:aws-us-gov:sns:us-gov-west-1:123456789012:a_B-9.fifo")]
    [InlineData("arn:aws:sns:ap-southeast-2:123456789012:*")]
    public void These_are_topics(string arn) => Assert.Null(Scheme.KeyProblem(arn));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("arn:aws:sns:*:123456789012:alarms")]
    [InlineData("arn:aws:sns:eu-west-1:*:alarms")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:a*b")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:**")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:alarms\n")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:alarms:c9135db0-26c4-47ec-8998-413945fb5a96")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:alarms")]
    [InlineData("arn:aws:sns:s3-eu-west-1:123456789012:alarms")]
    [InlineData("arn:aws:sns:eu-west-1.example.com/:123456789012:alarms")]
    [InlineData("arn:aws:sns:eu-west-1:12345678901:alarms")]
    [InlineData("arn:aws-iso:sns:us-iso-east-1:123456789012:alarms")]
    public void These_are_none(string arn) => Assert.NotNull(Scheme.KeyProblem(arn));

    [Theory]
    [InlineData("\"Message\":\"evil\",")]
    [InlineData("\"\\u004dessage\":\"evil\",")]
    [InlineData("\"UnsubscribeURL\":\"https://example.com/\",")]
    public void Refuses_a_name_that_comes_twice(string first)
    {
        var body = Encoding.UTF8.GetString(SnsChain.Sign(SnsChain.Message("Notification", "2")));
        Assert.Equal(SignatureFault.Malformed, Check(Encoding.UTF8.GetBytes("{" + first + body[1..])).Fault);
    }

    // The same signed text, cut into fields in another way.
    [Fact]
    public void Refuses_a_message_that_was_cut_in_another_way()
    {
        var message = SnsChain.Message("Notification", "2");
        message["Message"] = "pay nobody\nMessageId\nforged\nSubject\nforged";
        var body = SnsChain.Sign(message);
        var signed = SnsMessage.Parse(body)!.Signed(out _)!;
        Assert.Equal(SignatureCheck.Good, Check(body));

        var again = new Dictionary<string, string>(message)
        {
            ["Message"] = "pay nobody",
            ["MessageId"] = "forged",
            ["Subject"] = $"forged\nMessageId\n{message["MessageId"]}\nSubject\n{message["Subject"]}",
        };
        var text = string.Concat(new[] { "Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type" }.Select(name => $"{name}\n{again[name]}\n"));
        Assert.Equal(Encoding.UTF8.GetString(signed), text);
        Assert.Equal(new SignatureCheck(SignatureFault.Malformed, "Subject in the body"), Check(SnsChain.Json(again)));
    }

    [Theory]
    [InlineData("Type", "Notice", "Malformed")]
    [InlineData("SignatureVersion", "3", "UnknownVersion")]
    [InlineData("SignatureVersion", null, "UnknownVersion")]
    [InlineData("Signature", null, "Missing")]
    [InlineData("Signature", "", "Missing")]
    [InlineData("Signature", "no base64!", "Malformed")]
    [InlineData("Signature", "AAAA", "Wrong")]
    [InlineData("Message", null, "Malformed")]
    [InlineData("Timestamp", null, "Malformed")]
    [InlineData("Type", null, "Malformed")]
    public void Says_what_is_wrong(string name, string? value, string fault)
    {
        var message = SnsChain.Message("Notification", "2");
        SnsChain.Sign(message);
        message.Remove(name);
        if (value is not null) message[name] = value;
        Assert.Equal(fault, Check(SnsChain.Json(message)).Fault.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("null")]
    [InlineData("Message=1")]
    public void Is_no_message(string body) => Assert.Equal(new SignatureCheck(SignatureFault.Malformed, "the message in the body"), Check(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Never_throws_whatever_the_body_holds()
    {
        var good = SnsChain.Sign(SnsChain.Message("Notification", "2"));
        var change = Gen.Select(Gen.Int[0, good.Length - 1], Gen.OneOf("null", "{}", "[[[", "1e400", "\"\\ud800\"", "\"", "}", "\\u0000", "\uFEFF", ",\"Type\":1", ":", ""), Gen.Int[0, 40]);
        change.Array[1, 4].Sample(changes =>
        {
            var body = Encoding.Latin1.GetString(good);
            foreach (var (at, text, gone) in changes)
            {
                var start = Math.Min(at, body.Length);
                body = body[..start] + text + body[Math.Min(start + gone, body.Length)..];
            }
            Check(Encoding.Latin1.GetBytes(body));
        });
    }

    [Fact]
    public void A_sample_can_not_be_signed()
    {
        Assert.Equal(SnsScheme.CannotSign, Scheme.SigningProblem(SnsChain.Topic));
        var request = new OutgoingRequest { Method = "POST", Url = new Uri("https://creel.example.net/"), Body = [] };
        Assert.Contains("certificate of Amazon's", Assert.Throws<NotSupportedException>(() => Scheme.Sign(request, SnsChain.Topic, SnsChain.Now)).Message, StringComparison.Ordinal);
    }

    private static RsaKey? NotAsked(string url) => throw new InvalidOperationException($"{url} was asked for.");

    private static SignatureCheck Check(byte[] body) => Check(body, url => url == SnsChain.Url ? SnsChain.Amazon.Key : null);

    private static SignatureCheck Check(byte[] body, Func<string, RsaKey?> keys) => Scheme.Bind([SnsChain.Topic]).Check(SnsChain.Request(body, keys), SnsChain.Now);
}
