using System.Reflection;
using System.Text;
using Creel.Senders;
using Microsoft.AspNetCore.Http;

namespace Creel.Tests.Senders;

/// <summary>Checking signatures without the rest.</summary>
public sealed class CreelSenderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_sender_that_proves_itself_with_a_secret_has_a_name_in_code()
    {
        string[] forConfigurationAlone = ["bearer", "header", "hmac"];
        var named = typeof(CreelSender).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(one => one.PropertyType == typeof(CreelSender))
            .Select(one => ((CreelSender)one.GetValue(null)!).Name).Order(StringComparer.Ordinal);
        Assert.Equal(CreelSender.All.Where(one => one.CanVerify).Select(one => one.Name).Except(forConfigurationAlone).Order(StringComparer.Ordinal), named.Where(name => CreelSender.Named(name).CanVerify));
        Assert.Equal(SenderCatalog.Embedded.All.Count, CreelSender.All.Count);
    }

    [Fact]
    public void Says_whether_a_request_is_the_sender_s_and_if_not_where_it_fails()
    {
        var request = Request("Hello, World!", ("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"));
        Assert.Equal(new WebhookVerification(true, "verified", ""), CreelSender.GitHub.Verify(request, "It's a Secret to Everybody", Now));
        Assert.True(CreelSender.GitHub.Verify(request, ["older", "It's a Secret to Everybody"], Now).IsVerified);
        Assert.Equal(new WebhookVerification(false, "wrong signature", "the header X-Hub-Signature-256"), CreelSender.GitHub.Verify(request, "another", Now));
        Assert.Equal((false, "no signature"), CreelSender.GitHub.Verify(Request("Hello, World!"), "another", Now) is var none ? (none.IsVerified, none.Reason) : default);
        Assert.False(default(WebhookVerification).IsVerified);
    }

    [Fact]
    public void A_URL_that_is_signed_is_the_one_that_the_sender_called()
    {
        const string form = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";
        var headers = new HeaderDictionary { ["X-Twilio-Signature"] = "RSOYDt4T1cUTdK1PDd93/VVr8B8=", ["Content-Type"] = "application/x-www-form-urlencoded" };
        WebhookRequest At(string url) => new() { Url = url, Headers = headers, Body = Encoding.UTF8.GetBytes(form) };
        Assert.True(CreelSender.Twilio.Verify(At("https://mycompany.com/myapp.php?foo=1&bar=2"), "12345", Now).IsVerified);
        Assert.False(CreelSender.Twilio.Verify(At("https://mycompany.com/myapp.php?foo=1&bar=3"), "12345", Now).IsVerified);
        var context = new DefaultHttpContext { Request = { Method = "POST", Scheme = "http", Host = new("10.0.0.1:8080"), Path = "/myapp.php", QueryString = new("?foo=1&bar=2") } };
        foreach (var (name, value) in headers) context.Request.Headers[name] = value;
        Assert.True(CreelSender.Twilio.Verify(WebhookRequest.Of(context.Request, Encoding.UTF8.GetBytes(form), "https://mycompany.com/"), "12345", Now).IsVerified);
    }

    [Fact]
    public void What_could_never_verify_anything_is_an_error_of_the_program_and_tells_no_secret()
    {
        var request = Request("x");
        Assert.Throws<ArgumentException>(() => CreelSender.GitHub.Verify(request, "", Now));
        Assert.Throws<ArgumentException>(() => CreelSender.GitHub.Verify(request, [], Now));
        Assert.Throws<ArgumentException>(() => CreelSender.GitHub.Verify(request, ["good", null!], Now));
        var wrong = Assert.Throws<ArgumentException>(() => CreelSender.StandardWebhooks.Verify(request, "n0t base64 at all", Now));
        Assert.DoesNotContain("n0t", wrong.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => CreelSender.Named("cisco-sdwan").Verify(request, "secret", Now));
        Assert.Contains("Did you mean github?", Assert.Throws<ArgumentException>(() => CreelSender.Named("githib")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sender_of_one_s_own_is_checked_the_same_way()
    {
        var own = CreelSender.FromJson("""{"name":"own","title":"Own","auth":[{"scheme":"header","name":"X-Own"}]}""");
        Assert.True(own.Verify(Request("x", ("X-Own", "secret")), "secret", Now).IsVerified);
        Assert.Equal("wrong credentials", own.Verify(Request("x", ("X-Own", "other")), "secret", Now).Reason);
        Assert.Throws<FormatException>(() => CreelSender.FromJson("{}"));
    }

    private static WebhookRequest Request(string body, params (string Name, string Value)[] headers)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers) all[name] = value;
        return new WebhookRequest { Headers = all, Body = Encoding.UTF8.GetBytes(body) };
    }
}
