using System.Security.Authentication;
using Creel.Server.Listeners;

namespace Creel.Server.Tests.Listeners;

public sealed class HandshakeProblemTests
{
    [Theory]
    [InlineData("error:0A000418:SSL routines::tlsv1 alert unknown ca", "unknown CA")]
    [InlineData("Authentication failed because the remote party sent a TLS alert: 'UnknownCA'.", "unknown CA")]
    [InlineData("error:0A000412:SSL routines::sslv3 alert bad certificate", "bad certificate")]
    [InlineData("error:0A000412:SSL routines::ssl/tls alert bad certificate", "bad certificate")]
    [InlineData("error:0A000416:SSL routines::sslv3 alert certificate unknown", "certificate unknown")]
    [InlineData("error:0A000415:SSL routines::sslv3 alert certificate expired", "certificate expired")]
    [InlineData("error:0A00042E:SSL routines::tlsv1 alert protocol version", "protocol version")]
    [InlineData("error:0A000102:SSL routines::unsupported protocol", "protocol version")]
    [InlineData("error:0A0000C1:SSL routines::no shared cipher", "no shared cipher")]
    public void Alerts_are_put_into_words(string said, string words)
    {
        var problem = HandshakeProblem.Of(
            new AuthenticationException("Authentication failed, see inner exception.", new InvalidOperationException(said)));
        Assert.StartsWith(words, problem.Reason, StringComparison.Ordinal);
        Assert.NotNull(problem.NextStep);
    }

    [Fact]
    public void What_is_not_known_is_shown_as_it_is() =>
        Assert.Equal("the TLS handshake failed: something new", HandshakeProblem.Of(new AuthenticationException("something new")).Reason);
}
