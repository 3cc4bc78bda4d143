using System.Security.Cryptography;
using System.Text;

namespace Creel.Signatures;

/// <summary>
/// HMAC-SHA-1 over the URL and the fields of the form; a body that is no form is covered by its SHA-256 in the URL. Names and values
/// are signed without anything between them, and no time: it is Twilio's own way, and proves as much as that.
/// </summary>
internal sealed class UrlFormScheme(string header) : SignatureScheme
{
    public override string Description => $"HMAC-SHA-1 of the URL and the sorted form in the header {header}";

    public override string? Header => header;

    public override bool SignsUrl => true;

    public override string? KeyProblem(string secret) => secret.Length == 0 ? "it is empty" : null;

    public override SignatureVerifier Bind(IReadOnlyList<string> secrets) => new Verifier(this, header, [.. secrets.Select(Encoding.UTF8.GetBytes)]);

    public override void Sign(OutgoingRequest request, string secret, DateTimeOffset now)
    {
        var isForm = UrlForm.Says(request.Headers.GetValueOrDefault("Content-Type"));
        if (!isForm && request.Body.Length > 0)
        {
            var url = new UriBuilder(request.Url);
            url.Query = $"{url.Query.TrimStart('?')}{(url.Query.Length > 1 ? "&" : "")}{UrlForm.BodySum}={Convert.ToHexStringLower(SHA256.HashData(request.Body))}";
            request.Url = url.Uri;
        }
        var fields = isForm ? UrlForm.Fields(request.Body) ?? throw new InvalidOperationException("The form has more fields than anybody takes.") : "";
        request.Headers[header] = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(request.AsSigned().Url + fields)));
    }

    private sealed class Verifier(SignatureScheme scheme, string header, byte[][] keys) : SignatureVerifier(scheme)
    {
        private const string Sum = $"{UrlForm.BodySum}= in the URL";

        private readonly string _place = $"the header {header}";

        public override bool IsPresent(in SignedRequest request) => request.Headers[header].Count > 0;

        public override SignatureCheck Check(in SignedRequest request, DateTimeOffset now)
        {
            if (!IsPresent(request)) return new(SignatureFault.Missing, _place);
            Span<byte> given = stackalloc byte[HMACSHA1.HashSizeInBytes];
            if (request.Header(header) is not { } value || !SignatureEncoding.Base64.TryDecode(value, given)) return new(SignatureFault.Malformed, _place);

            var sums = UrlForm.Sums(request.Query, out var sum);
            if (sums > 1) return new(SignatureFault.Malformed, Sum);
            var isForm = sums == 0 && UrlForm.Says(request.Headers.ContentType);
            // Nothing else would cover such a body.
            if (sums == 0 && !isForm && !request.Body.IsEmpty) return new(SignatureFault.Missing, Sum);
            if ((isForm ? UrlForm.Fields(request.Body.Span) : "") is not { } fields) return new(SignatureFault.Malformed, "the form");

            if (!Matches(request.Url, fields, given)) return new(SignatureFault.Wrong, _place);
            return sums == 0 || IsSumOf(request.Body.Span, sum) ? SignatureCheck.Good : new(SignatureFault.Wrong, Sum);
        }

        // Every key is gone through: how long it takes tells nothing of which one fits. How a URL is written is no secret.
        private bool Matches(string url, string fields, ReadOnlySpan<byte> given)
        {
            Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
            foreach (var way in UrlForm.Ways(url))
            {
                var content = Encoding.UTF8.GetBytes(way + fields);
                var matches = false;
                foreach (var key in keys)
                {
                    HMACSHA1.HashData(key, content, hash);
                    matches |= CryptographicOperations.FixedTimeEquals(hash, given);
                }
                if (matches) return true;
            }
            return false;
        }

        private static bool IsSumOf(ReadOnlySpan<byte> body, string sum)
        {
            Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes], actual = stackalloc byte[SHA256.HashSizeInBytes];
            if (!SignatureEncoding.Hex.TryDecode(sum, given)) return false;
            SHA256.HashData(body, actual);
            return CryptographicOperations.FixedTimeEquals(given, actual);
        }
    }
}
