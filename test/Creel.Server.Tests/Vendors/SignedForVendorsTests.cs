using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Server.Tests.Vendors;

/// <summary>What Creel signs in a sender's name is good for the library that the sender gives its receivers.</summary>
public sealed class SignedForVendorsTests
{
    private static readonly Uri Url = new("https://creel.example.net/hooks/here");

    public static TheoryData<string> Names => [.. Vendor.Names];

    [Fact]
    public async Task Every_library_is_asked()
    {
        var there = await VendorLibraries.AskAsync(new JsonObject { ["ask"] = "vendors" });
        Assert.Equal(Vendor.Names, there.AsArray().Select(name => name!.GetValue<string>()));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task The_vendor_s_library_takes_what_Creel_signed_and_nothing_else(string name)
    {
        var vendor = Vendor.Of(name);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var request in vendor.Unsigned(Url, now))
        {
            vendor.Scheme.Sign(request, vendor.Key.Signs, now);
            Assert.Null(await VendorLibraries.ComplaintAsync(vendor, request, vendor.Key));
            Assert.NotNull(await VendorLibraries.ComplaintAsync(vendor, request, vendor.OtherKey));
            request.Body = [.. request.Body, (byte)' '];
            Assert.NotNull(await VendorLibraries.ComplaintAsync(vendor, request, vendor.Key));
        }
    }

    [Theory]
    [InlineData("Notification", "1")]
    [InlineData("Notification", "2")]
    [InlineData("SubscriptionConfirmation", "1")]
    [InlineData("SubscriptionConfirmation", "2")]
    public async Task Amazon_s_library_reads_out_of_a_message_what_Creel_reads_to_be_signed(string type, string version)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=sns.amazonaws.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var message = JsonNode.Parse(SenderSample.Of(SenderCatalog.Embedded.Find("aws-sns")!)!.Fill(Url, TimeProvider.System.GetUtcNow()).Body)!.AsObject();
        message["Type"] = type;
        message["SignatureVersion"] = version;
        // The library keeps certificates by their URL.
        message["SigningCertURL"] = $"https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-{type}-{version}.pem";
        message["Message"] = "Zürich 😀\nand \"another\" line\n";
        if (type != "Notification")
        {
            message.Remove("Subject");
            message["Token"] = "0123";
            message["SubscribeURL"] = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=0123";
        }
        var text = SnsMessage.Parse(Encoding.UTF8.GetBytes(message.ToJsonString()))!.Signed(out _)!;
        message["Signature"] = Convert.ToBase64String(key.SignData(text, version == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        Assert.True(await TakesAsync(message, certificate));
        message["MessageId"] = "another";
        Assert.False(await TakesAsync(message, certificate));
    }

    private static async Task<bool> TakesAsync(JsonObject message, X509Certificate2 certificate)
    {
        var answer = await VendorLibraries.AskAsync(new JsonObject
        {
            ["ask"] = "sns",
            ["certificate"] = certificate.ExportCertificatePem(),
            ["body"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(message.ToJsonString())),
        });
        return answer["good"]!.GetValue<bool>();
    }
}
