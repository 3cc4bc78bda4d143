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

    private static SignedRequest Request(string url, string contentType, string body, string signature)
    {
        var path = url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3);
        var headers = new Microsoft.AspNetCore.Http.HeaderDictionary { ["Content-Type"] = contentType, ["X-Twilio-Signature"] = signature };
        return new SignedRequest { Method = "POST", Origin = url[..path], Target = url[path..], Headers = headers, Body = Encoding.UTF8.GetBytes(body) };
    }

    private static SignatureCheck Check(string token, in SignedRequest request) => Twilio.Bind([token]).Check(request, default);
}
