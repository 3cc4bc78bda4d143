using System.Security.Cryptography;
using System.Text;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Tests.Signatures;

public sealed class UrlFormTests
{
    private const string Token = "12345";
    private const string Url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    private const string Form = "CallSid=CA1234567890ABCDE&From=%2B14158675309&Digits=1234&To=%2B18005551212&Caller=%2B14158675309";

    private static readonly SignatureScheme Twilio = AuthCompiler.Compile(new AuthData { Scheme = "url-form", Header = "X-Twilio-Signature" })!;

    // Published in the tests of twilio-csharp and twilio-python.
    [Theory]
    [InlineData(Url, Form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    [InlineData("https://mycompany.com:1234/myapp.php?foo=1&bar=2", Form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    [InlineData("http://mycompany.com:1234/myapp.php?foo=1&bar=2", Form, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=")]
    [InlineData(Url, Form, "kvajT1Ptam85bY51eRf/AJRuM3w=")]
    [InlineData("http://mycompany.com/myapp.php?foo=1&bar=2", Form, "0ZXoZLH/DfblKGATFgpif+LLRf4=")]
    [InlineData(Url, "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234", "IK+Dwps556ElfBT0I3Rgjkr1wJU=")]
    public void Takes_the_published_signatures_of_forms(string url, string form, string signature) =>
        Assert.Equal(SignatureCheck.Good, Check(Token, Request(url, "application/x-www-form-urlencoded", form, signature)));

    [Fact]
    public void Takes_the_published_signature_of_another_body() => Assert.Equal(SignatureCheck.Good, Check(Token, Request(
        $"{Url}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620", "application/json",
        """{"property": "value", "boolean": true}""", "a9nBmqA0ju/hNViExpshrM61xv4=")));

    // One signature; the port and the quote may be written or not.
    [Theory]
    [InlineData("https://example.com/path?test=param'WithQuote", "https://example.com:443/path?test=param%27WithQuote")]
    [InlineData("https://example.com/path?test=param%27WithQuote", "https://example.com/path?test=param'WithQuote")]
    [InlineData("https://example.com/path", "https://example.com:443/path")]
    [InlineData("http://example.com/path", "http://example.com:80/path")]
    [InlineData("https://example.com?a=/b:1", "https://example.com:443?a=/b:1")]
    [InlineData("https://user:pa@ss@Example.COM/Path?Q=1", "https://user:pa@ss@Example.COM:443/Path?Q=1")]
    [InlineData("https://[2001:db8::1]/path", "https://[2001:db8::1]:443/path")]
    [InlineData("https://[2001:db8::1]:5443/path", "https://[2001:db8::1]/path")]
    public void Takes_a_url_in_the_ways_that_Twilio_may_have_signed_it(string seen, string signed) =>
        Assert.Equal(SignatureCheck.Good, Check(Token, Request(seen, "", "", Sign(signed))));

    [Theory]
    [InlineData("https://example.com/path?test=param", "https://example.com/path?test=param2")]
    [InlineData("https://example.com/path", "https://Example.com/path")]
    [InlineData("https://example.com/path", "https://example.com/path/")]
    [InlineData("https://example.com/path", "http://example.com/path")]
    [InlineData("https://example.com/path", "https://example.com:80/path")]
    [InlineData("https://example.com/pa'th", "https://example.com/pa%27th")]
    [InlineData("https://user@example.com/path", "https://example.com/path")]
    [InlineData("https://example.com:5443/path", "https://example.com:443/path")]
    public void Takes_no_other_url(string seen, string signed) => Assert.Equal(SignatureFault.Wrong, Check(Token, Request(seen, "", "", Sign(signed))).Fault);

    [Theory]
    [InlineData("a=1&b=2", "a1b2")]
    [InlineData("b=2&a=1", "a1b2")]
    [InlineData("a=2&a=1&a=2", "a1a2")]
    [InlineData("a&b=&=c", "cab")]
    [InlineData("a=x+y%20z%2B", "ax y z+")]
    [InlineData("a=gr%C3%BCn%F0%9F%9A%80", "agrün🚀")]
    [InlineData("B=1&a=2&_=3&A=4", "A4B1_3a2")]
    [InlineData("&&a=1&&", "a1")]
    [InlineData("a=b=c", "ab=c")]
    public void Signs_fields_in_order_and_once(string form, string signed) =>
        Assert.Equal(SignatureCheck.Good, Check(Token, Request(Url, "application/x-www-form-urlencoded", form, Sign(Url + signed))));

    [Fact]
    public void A_form_without_end_is_not_sorted() => Assert.Equal(SignatureFault.Malformed,
        Check(Token, Request(Url, "application/x-www-form-urlencoded", string.Join('&', Enumerable.Range(0, 1001).Select(i => $"a{i}=")), Sign(Url))).Fault);

    // Without its sum nothing would cover it: a signature of the URL alone is easily had.
    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencodedx")]
    [InlineData("")]
    public void Takes_no_body_that_nothing_covers(string contentType) =>
        Assert.Equal(SignatureFault.Missing, Check(Token, Request(Url, contentType, "{}", Sign(Url))).Fault);

    [Theory]
    [InlineData("", "Wrong")]
    [InlineData("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8b", "Wrong")]
    [InlineData("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a00", "Wrong")]
    [InlineData("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a&bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "Malformed")]
    [InlineData("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "None")]
    public void Takes_a_body_by_its_one_sum(string sum, string expected)
    {
        var url = $"{Url}&bodySHA256={sum}";
        Assert.Equal(expected, Check(Token, Request(url, "application/json", "{}", Sign(url))).Fault.ToString());
    }

    [Fact]
    public void A_name_that_only_resembles_the_sum_s_is_none()
    {
        var url = $"{Url}&xbodySHA256=1&bodySHA2567=2&bodysha256=3";
        Assert.Equal(SignatureFault.Missing, Check(Token, Request(url, "application/json", "{}", Sign(url))).Fault);
    }

    private static string Sign(string text) => Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Token), Encoding.UTF8.GetBytes(text)));

    private static SignedRequest Request(string url, string contentType, string body, string signature)
    {
        var path = url.IndexOfAny(['/', '?'], url.IndexOf("://", StringComparison.Ordinal) + 3);
        var headers = new Microsoft.AspNetCore.Http.HeaderDictionary { ["Content-Type"] = contentType, ["X-Twilio-Signature"] = signature };
        return new SignedRequest { Method = "POST", Origin = url[..path], Target = url[path..], Headers = headers, Body = Encoding.UTF8.GetBytes(body) };
    }

    private static SignatureCheck Check(string token, in SignedRequest request) => Twilio.Bind([token]).Check(request, default);
}
