using Creel.Signatures;
using CsCheck;
using Microsoft.AspNetCore.Http;

namespace Creel.Tests.Signatures;

/// <summary>What holds for every kind of signature.</summary>
public sealed class SchemeTests
{
    public static TheoryData<string> Cases => [.. SchemeCase.All.Select(one => one.Name)];
    public static TheoryData<string> WithTime => [.. SchemeCase.All.Where(one => one.TimeHeader is not null).Select(one => one.Name)];

    [Theory, MemberData(nameof(Cases))]
    public void Takes_what_was_signed(string name)
    {
        var one = Case(name);
        Assert.Equal(SignatureCheck.Good, one.Check(one.Sign().AsSigned()));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Takes_it_while_the_key_is_replaced(string name)
    {
        var one = Case(name);
        Assert.Equal(SignatureCheck.Good, one.Check(one.Sign().AsSigned(), one.Other, one.Checks));
        Assert.Equal(SignatureCheck.Good, one.Check(one.Sign().AsSigned(), one.Checks, one.Other));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Refuses_another_key(string name)
    {
        var one = Case(name);
        Assert.Equal(SignatureFault.Wrong, one.Check(one.Sign().AsSigned(), one.Other).Fault);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Has_no_empty_key(string name)
    {
        var one = Case(name);
        Assert.NotNull(one.Scheme.KeyProblem(""));
        Assert.NotNull(one.Scheme.SigningProblem(""));
        Assert.Null(one.Scheme.SigningProblem(one.Signs));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Misses_a_signature_that_is_not_there(string name)
    {
        var one = Case(name);
        var request = one.Sign().AsSigned();
        request.Headers.Remove(one.Scheme.Header!);
        Assert.False(one.Scheme.Bind([one.Checks]).IsPresent(request));
        Assert.Equal(SignatureFault.Missing, one.Scheme.Bind([one.Checks]).Check(request, SchemeCase.Now).Fault);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Refuses_a_body_in_which_one_bit_differs(string name)
    {
        var one = Case(name);
        var request = one.Sign().AsSigned();
        Gen.Int[0, request.Body.Length * 8 - 1].Sample(bit => !one.Check(request with { Body = Flip(request.Body.ToArray(), bit) }).IsGood);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Refuses_a_signature_in_which_one_bit_differs(string name)
    {
        var one = Case(name);
        var request = one.Sign().AsSigned();
        var value = request.Headers[one.Scheme.Header!].ToString();
        var start = value.IndexOfAny(['=', ',']) is > 0 and var mark && mark < value.Length - 2 ? mark + 1 : 0;
        var isHex = value[start..].All(char.IsAsciiHexDigitLower);
        var signature = isHex ? Convert.FromHexString(value[start..]) : Convert.FromBase64String(value[start..]);
        Gen.Int[0, signature.Length * 8 - 1].Sample(bit =>
        {
            var flipped = Flip([.. signature], bit);
            request.Headers[one.Scheme.Header!] = value[..start] + (isHex ? Convert.ToHexStringLower(flipped) : Convert.ToBase64String(flipped));
            return !one.Check(request).IsGood;
        }, threads: 1);
    }

    [Theory, MemberData(nameof(WithTime))]
    public void Refuses_another_time_than_the_signed_one(string name)
    {
        var one = Case(name);
        var request = one.Sign().AsSigned();
        var time = request.Headers[one.TimeHeader!].ToString();
        Gen.Int[0, time.Length * 7 - 1].Sample(bit =>
        {
            var characters = time.ToCharArray();
            characters[bit / 7] ^= (char)(1 << (bit % 7));
            request.Headers[one.TimeHeader!] = new string(characters);
            return !one.Check(request).IsGood;
        }, threads: 1);
        request.Headers.Remove(one.TimeHeader!);
        Assert.Equal(SignatureFault.Missing, one.Check(request).Fault);
    }

    [Theory, MemberData(nameof(WithTime))]
    public void Refuses_what_is_old_or_from_the_future(string name)
    {
        var one = Case(name);
        SignatureCheck At(int seconds) => one.Check(one.Sign(SchemeCase.Now.AddSeconds(seconds)).AsSigned());
        Assert.Equal(SignatureCheck.Good, At(-300));
        Assert.Equal(SignatureCheck.Good, At(300));
        Assert.Equal((SignatureFault.Stale, TimeSpan.FromSeconds(301)), (At(-301).Fault, At(-301).Age));
        Assert.Equal((SignatureFault.Early, TimeSpan.FromSeconds(-301)), (At(301).Fault, At(301).Age));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Never_throws_whatever_its_header_holds(string name)
    {
        var one = Case(name);
        var request = one.Sign().AsSigned();
        var header = one.Scheme.Header!;
        var good = request.Headers[header].ToString();
        var verifier = one.Scheme.Bind([one.Checks]);
        var piece = Gen.OneOf(Gen.OneOf("", " ", ",", ", ", "=", "v1a,", "sha256=", "ecdsa=", "t=", "\0", "\uFFFD", "MEUCIQ", "MAYCAQECAQE=", "3006020101020101", "30", good, good[..(good.Length / 2)], good[(good.Length / 2)..]), Gen.String[0, 20]);
        Gen.Select(piece.Array[0, 12], Gen.Bool).Sample((pieces, twice) =>
        {
            var value = string.Concat(pieces);
            var headers = new HeaderDictionary();
            foreach (var (key, values) in request.Headers) headers[key] = values;
            headers[header] = twice ? new[] { value, good } : value;
            var changed = new SignedRequest { Method = request.Method, Origin = request.Origin, Target = request.Target, Headers = headers, Body = request.Body };
            var check = verifier.Check(changed, SchemeCase.Now);
            verifier.IsPresent(changed);
            // It can only be good with the good signature in it.
            return !check.IsGood || headers[header].ToString().Contains(good[(good.IndexOf('=') is > 0 and var mark && mark < 10 ? mark + 1 : good.IndexOf(',') + 1)..], StringComparison.OrdinalIgnoreCase);
        });
    }

    private static SchemeCase Case(string name) => SchemeCase.All.Single(one => one.Name == name);

    private static byte[] Flip(byte[] bytes, int bit)
    {
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return bytes;
    }
}
