using System.Globalization;
using System.Numerics;
using System.Text;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Tests.Signatures;

public sealed class Ed25519Tests
{
    // Published in the tests of svix-server.
    private const string Public = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
    private const string Private = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
    private const string Published = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    private static readonly SignatureScheme StandardWebhooks = AuthCompiler.Compile(new AuthData
    {
        Scheme = "ed25519",
        Header = "webhook-signature",
        Encoding = "base64",
        Prefix = "v1a,",
        Separator = " ",
        Signed = "{header.webhook-id}.{timestamp}.{body}",
        Timestamp = new TimestampData { From = "header.webhook-timestamp" },
        Key = "whpk",
    })!;

    [Fact]
    public void Takes_the_published_signature() => Assert.Equal(SignatureCheck.Good, Check(Public, Vector()));

    [Fact]
    public void Signs_as_published()
    {
        var request = Vector();
        request.Headers.Remove("webhook-signature");
        StandardWebhooks.Sign(request, Private, Then);
        Assert.Equal(Published, request.Headers["webhook-signature"]);
    }

    // RFC 8032, 7.1, tests 1 to 3.
    [Theory]
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Signs_and_takes_the_standard_s_own(string privateKey, string publicKey, string body, string signature)
    {
        var scheme = SchemeCase.Compile(new AuthData { Scheme = "ed25519", Header = "X-Sign" });
        var request = new OutgoingRequest { Method = "POST", Url = new Uri("https://creel.example.net/"), Body = Convert.FromHexString(body) };
        Assert.Null(scheme.SigningProblem(privateKey));
        scheme.Sign(request, privateKey, default);
        Assert.Equal(signature, request.Headers["X-Sign"]);
        Assert.Null(scheme.KeyProblem(publicKey));
        Assert.Equal(SignatureCheck.Good, scheme.Bind([publicKey]).Check(request.AsSigned(), default));
    }

    // With a key of small order one signature fits many texts; a second encoding is a second name for one key.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "order 4")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000", "order 1")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "order 2")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "order 8")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "order 8")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", "order 8")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "0 written as p")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "1 written as p + 1")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "more than p")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080", "0 with a sign")]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000", "not on the curve")]
    [InlineData("18d77f1d709e355b3d5b757d1aa0b8ae56dd76587ff615609acdd8f3e9317541", "a good one and one of order 2")]
    public void Takes_no_key_that_is_not_one_of_the_group(string key, string why)
    {
        var problem = SchemeCase.Compile(new AuthData { Scheme = "ed25519", Header = "X-Sign" }).KeyProblem(key);
        Assert.True(problem == "its 32 bytes are not a public key of Ed25519", why);
        Assert.NotNull(StandardWebhooks.KeyProblem("whpk_" + Convert.ToBase64String(Convert.FromHexString(key))));
    }

    // S + L is the same number to a lenient reader.
    [Fact]
    public void Takes_no_second_signature_made_out_of_a_first()
    {
        var order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
        var signature = Convert.FromBase64String(Published["v1a,".Length..]);
        var sum = new BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        var request = Vector();
        while (sum < BigInteger.Pow(2, 256))
        {
            signature.AsSpan(32).Clear();
            Assert.True(sum.TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true));
            request.Headers["webhook-signature"] = "v1a," + Convert.ToBase64String(signature);
            Assert.Equal(SignatureFault.Wrong, Check(Public, request).Fault);
            sum += order;
        }
    }

    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    public void Takes_no_signature_of_nothing(string point)
    {
        var request = Vector();
        request.Headers["webhook-signature"] = "v1a," + Convert.ToBase64String(Convert.FromHexString(point + new string('0', 64)));
        Assert.Equal(SignatureFault.Wrong, Check(Public, request).Fault);
    }

    [Theory]
    [InlineData(Private, "private key")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "shared secret")]
    [InlineData("1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", "whpk_")]
    [InlineData("whpk_", "whpk_")]
    [InlineData("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbO", "whpk_")]
    [InlineData("WHPK_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", "whpk_")]
    [InlineData("whpk_!SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", "whpk_")]
    public void Says_what_is_wrong_with_a_key(string key, string says)
    {
        var problem = StandardWebhooks.KeyProblem(key);
        Assert.Contains(says, problem, StringComparison.Ordinal);
        if (key.Length > 8) Assert.DoesNotContain(key[^8..], problem, StringComparison.Ordinal);
    }

    // The HMAC of the same standard must not take this one's keys: everybody knows them.
    [Fact]
    public void Its_keys_are_no_secrets_of_the_other_signature()
    {
        var shared = SchemeCase.Compile(new AuthData { Scheme = "hmac", Algorithm = "sha256", Header = "webhook-signature", Key = "whsec" });
        Assert.NotNull(shared.KeyProblem(Public));
        Assert.NotNull(shared.KeyProblem(Private));
    }

    [Theory]
    [InlineData(Public)]
    [InlineData("whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=")]
    [InlineData("whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlaaaaaaaaaaAJ6p9lMicMFs6Kvg==")]
    public void Signs_with_a_private_key_alone(string key)
    {
        Assert.NotNull(StandardWebhooks.SigningProblem(key));
        Assert.Throws<FormatException>(() => StandardWebhooks.Sign(Vector(), key, Then));
    }

    [Fact]
    public void Finds_its_own_among_several_signatures()
    {
        var request = Vector();
        request.Headers["webhook-signature"] = $"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v2,abc v1a,AAAA  {Published} v1a";
        Assert.Equal(SignatureCheck.Good, Check(Public, request));
        request.Headers["webhook-signature"] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v2,abc";
        Assert.Equal(SignatureFault.UnknownVersion, Check(Public, request).Fault);
    }

    private static OutgoingRequest Vector() => new()
    {
        Method = "POST",
        Url = new Uri("https://creel.example.net/hooks/sw"),
        Headers = { ["webhook-id"] = "msg_p5jXN8AQM9LWM0D4loKWxJek", ["webhook-timestamp"] = "1614265330", ["webhook-signature"] = Published },
        Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}"""),
    };

    private static SignatureCheck Check(string key, OutgoingRequest request)
    {
        Assert.Null(StandardWebhooks.KeyProblem(key));
        return StandardWebhooks.Bind([key]).Check(request.AsSigned(), Then);
    }
}
