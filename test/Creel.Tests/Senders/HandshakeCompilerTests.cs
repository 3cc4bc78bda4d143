using System.Text;
using Creel.Senders;

namespace Creel.Tests.Senders;

public sealed class HandshakeCompilerTests
{
    [Theory]
    [InlineData("""{"kind":"dance"}""", "handshakes dance: there is no such kind: options, head")]
    [InlineData("""{"kind":"options","query":"x"}""", "handshakes options: query: this kind has no such key")]
    [InlineData("""{"kind":"head","when":{"a":"b"}}""", "when: this kind has no such key")]
    [InlineData("""{"kind":"echo-query"}""", "handshakes echo-query: query: it is missing")]
    [InlineData("""{"kind":"echo-query","query":"x","as":"y"}""", "as: this kind has no such key")]
    [InlineData("""{"kind":"echo-header"}""", "header: it is missing")]
    [InlineData("""{"kind":"echo-header","header":"X","as":""}""", "as: it is missing")]
    [InlineData("""{"kind":"echo-body","challenge":"x"}""", "handshakes echo-body: when: say by what it is told from an event")]
    [InlineData("""{"kind":"echo-body","when":{"type":"x"}}""", "challenge: it is missing")]
    [InlineData("""{"kind":"echo-body","when":{"type":""},"challenge":"x"}""", "when: 'type' has no value")]
    [InlineData("""{"kind":"echo-body","when":{"header.":"x"},"challenge":"x"}""", "when: it is missing")]
    [InlineData("""{"kind":"echo-body","when":{"a..b":"x"},"challenge":"x"}""", "'a..b' is not a path")]
    [InlineData("""{"kind":"hmac-body","when":{"type":"x"},"challenge":"x","as":"y"}""", "as: this kind has no such key")]
    [InlineData("""{"kind":"constant","when":{"type":"x"},"status":401}""", "status: 401 is no success")]
    [InlineData("""{"kind":"constant","when":{"type":"x"},"status":204,"body":"x"}""", "body: an answer with status 204 has none")]
    [InlineData("""{"kind":"constant"}""", "when: say by what")]
    [InlineData("""{"kind":"sns-confirm","challenge":"x"}""", "challenge: this kind has no such key")]
    public void What_makes_no_sense_is_said(string handshake, string expected)
    {
        var e = Assert.Throws<FormatException>(() => ProfileCompiler.Compile(ProfileData.Parse(Encoding.UTF8.GetBytes($$"""{"name":"x","title":"X","handshakes":[{{handshake}}]}"""))));
        Assert.Contains(expected, e.Message);
    }

    [Fact]
    public void More_places_than_fit_on_the_stack_are_refused()
    {
        var when = string.Join(',', Enumerable.Range(0, 17).Select(i => $"\"p{i}\":\"x\""));
        var e = Assert.Throws<FormatException>(() => ProfileCompiler.Compile(ProfileData.Parse(Encoding.UTF8.GetBytes($$"""{"name":"x","title":"X","handshakes":[{"kind":"constant","when":{ {{when}} } }]}"""))));
        Assert.Contains("17 places; 16 at most", e.Message);
    }
}
