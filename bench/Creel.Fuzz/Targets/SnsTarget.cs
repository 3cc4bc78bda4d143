using System.Text;
using Creel.Signatures;

namespace Creel.Fuzz.Targets;

/// <summary>A message of SNS, and addresses in it, of any bytes: no address but one of SNS itself is ever called.</summary>
internal static class SnsTarget
{
    private const string Host = "sns.eu-west-1.amazonaws.com";

    public static FuzzTarget Create() => new("sns", input =>
    {
        var text = Encoding.UTF8.GetString(input);
        if (SnsCertificateUrl.IsAt(text, Host))
            FindingException.ThrowUnless(Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "https", Host: Host, Port: 443, UserInfo: "", Query: "", Fragment: "" }, $"{text} is taken for an address at {Host}");
        FindingException.ThrowUnless(SnsCertificateUrl.CertificateNames(text).All(name => name.EndsWith(".amazonaws.com", StringComparison.Ordinal) || name.EndsWith(".amazonaws.com.cn", StringComparison.Ordinal)), text);
        if (SnsTopic.Parse(text) is { } topic) FindingException.ThrowUnless(Uri.CheckHostName(topic.Host) == UriHostNameType.Dns && topic.Host.StartsWith("sns.", StringComparison.Ordinal) && topic.Allows(text) == !text.EndsWith('*'), topic.Host);
        if (SnsMessage.Parse(input) is not { } message) return;
        if (message.Signed(out var missing) is not { } signed) FindingException.ThrowUnless(missing.Length > 0, "it is not said what is missing");
        else FindingException.ThrowUnless(Encoding.UTF8.GetString(signed).StartsWith("Message\n", StringComparison.Ordinal), "not the text that is signed");
    },
        $"https://{Host}/SimpleNotificationService-0.pem", $"https://{Host}:443/a.pem", $"https://a@{Host}/a.pem", "https://sns.cn-north-1.amazonaws.com.cn/a.pem",
        "arn:aws:sns:eu-west-1:123456789012:alarms", "arn:aws-cn:sns:cn-north-1:123456789012:*",
        """{"Type": "Notification", "MessageId": "a", "TopicArn": "b", "Subject": "s", "Message": "m", "Timestamp": "t"}""",
        """{"Type": "SubscriptionConfirmation", "MessageId": "a", "Token": "t", "TopicArn": "b", "Message": "m", "SubscribeURL": "u", "Timestamp": "\ud800", "x": {"y": [1]}}""");
}
