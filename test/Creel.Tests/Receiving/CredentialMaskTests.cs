using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving;
using CsCheck;
using Microsoft.AspNetCore.Http;

namespace Creel.Tests.Receiving;

public sealed class CredentialMaskTests
{
    [Fact]
    public void Is_of_one_length_whatever_it_stands_for_so_that_kept_headers_are_whole()
    {
        var mask = new CredentialMask(new byte[32]);
        Gen.String[Gen.Char['!', '~'], 0, 300].Sample(secret =>
        {
            Assert.Equal(CredentialMask.Length, mask.Mask(secret).Length);
            var context = new DefaultHttpContext();
            context.Request.Headers.Authorization = secret;
            context.Request.Headers.Append("X-Auth-Token", secret + "2");
            context.Request.Headers.Append("Accept", "any");
            var kept = HeaderLines.Decode(HeaderSnapshot.Take(context.Request, mask, new SecretNames(SecretPlaces.None)).Lines).ToDictionary(line => line.Key, line => line.Value);
            Assert.Equal("any", kept["Accept"]);
            Assert.Equal(mask.Mask(secret + "2"), kept["X-Auth-Token"]);
        });
    }
}
