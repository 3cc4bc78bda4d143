using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Tests.Signatures;

/// <summary>A made-up Amazon: a CA, certificates that it signed, and messages signed with one of them.</summary>
internal sealed class SnsChain
{
    public const string Topic = "arn:aws:sns:eu-west-1:123456789012:alarms";
    public const string Url = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem";

    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly RSA RootKey = RSA.Create(2048), LeafKey = RSA.Create(2048);

    /// <summary>The one that most tests want.</summary>
    public static readonly SnsChain Amazon = new("CN=Made-up Root", RootKey);

    private const string Below = "CN=Made-up Below";

    private readonly X509Certificate2 _root;

    public SnsChain(string name, RSA key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        _root = request.CreateSelfSigned(Now.AddYears(-5), Now.AddYears(5));
    }

    public X509Certificate2Collection Roots => [_root];

    public RsaKey Key => new(LeafKey.ExportSubjectPublicKeyInfo());

    /// <summary>A certificate as it is published.</summary>
    public string Pem(string name = "sns.amazonaws.com", DateTimeOffset? from = null, DateTimeOffset? to = null, AsymmetricAlgorithm? key = null, string? subject = null) =>
        Issue(name, from ?? Now.AddDays(-30), to ?? Now.AddDays(300), key ?? LeafKey, subject, _root).ExportCertificatePem();

    /// <summary>One that a CA below the root signed, with that CA behind it or without.</summary>
    /// <param name="withIt">The CA's certificate stands in the same file.</param>
    /// <param name="at">Where the certificate says that the CA's is.</param>
    /// <param name="publish">Is given the CA's certificate.</param>
    public string PemBelow(bool withIt, string? at = null, Action<byte[]>? publish = null)
    {
        using var key = RSA.Create(2048);
        // A name of its own: the framework keeps what it fetched in the user's store, and would take one of an earlier run for it.
        using var below = Issue(null, Now.AddYears(-1), Now.AddYears(1), key, $"{Below} {Guid.CreateVersion7():N}", _root).CopyWithPrivateKey(key);
        publish?.Invoke(below.RawData);
        var leaf = Issue("sns.amazonaws.com", Now.AddDays(-30), Now.AddDays(300), LeafKey, null, below, at).ExportCertificatePem();
        return withIt ? $"{leaf}\n{below.ExportCertificatePem()}" : leaf;
    }

    /// <summary>Takes the CAs below the root out of the user's store again, where the framework put those that it fetched.</summary>
    public static void Forget()
    {
        using var store = new X509Store(StoreName.CertificateAuthority, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        foreach (var one in store.Certificates.Where(one => one.Subject.StartsWith(Below, StringComparison.Ordinal))) store.Remove(one);
    }

    /// <summary>The members of a message, without its signature.</summary>
    public static Dictionary<string, string> Message(string type, string version) => new()
    {
        ["Type"] = type,
        ["MessageId"] = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        ["TopicArn"] = Topic,
        ["Subject"] = "ALARM: \"link\"",
        ["Message"] = "{\"port\":\"Gi1/0/1\",\n\"note\":\"grün 🚀\\u0007\"}",
        ["Timestamp"] = "2026-02-28T00:54:06.655Z",
        ["Token"] = "2336412f37",
        ["SubscribeURL"] = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=x&Token=2336412f37",
        ["SignatureVersion"] = version,
        ["SigningCertURL"] = Url,
        ["UnsubscribeURL"] = "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe",
    };

    public static byte[] Sign(Dictionary<string, string> message)
    {
        var signed = SnsMessage.Parse(Json(message))!.Signed(out _)!;
        message["Signature"] = Convert.ToBase64String(LeafKey.SignData(signed, message["SignatureVersion"] == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return Json(message);
    }

    public static SignedRequest Request(byte[] body, Func<string, RsaKey?>? keys) => new()
    {
        Method = "POST",
        Origin = "https://creel.example.net",
        Target = "/hooks/sns",
        Headers = new HeaderDictionary(),
        Body = body,
        DecodedBody = body,
        FetchedKeys = keys,
    };

    public static byte[] Json(Dictionary<string, string> message)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in message) json.WriteString(name, value);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static X509Certificate2 Issue(string? name, DateTimeOffset from, DateTimeOffset to, AsymmetricAlgorithm key, string? subject, X509Certificate2 issuer, string? issuerAt = null)
    {
        var distinguished = new X500DistinguishedName(subject ?? $"CN={name}");
        var request = key is ECDsa curve
            ? new CertificateRequest(distinguished, curve, HashAlgorithmName.SHA256)
            : new CertificateRequest(distinguished, (RSA)key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: name is null, hasPathLengthConstraint: false, 0, critical: true));
        if (name is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
        }
        if (issuerAt is not null) request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, caIssuersUris: [issuerAt]));
        using var issuerKey = issuer.GetRSAPrivateKey()!;
        return request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForRSA(issuerKey, RSASignaturePadding.Pkcs1), from, to, Encoding.ASCII.GetBytes($"{from.Ticks % 100000000:00000000}"));
    }
}
