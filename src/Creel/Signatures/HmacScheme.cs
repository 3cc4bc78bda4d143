using System.Buffers;
using System.Security.Cryptography;

namespace Creel.Signatures;

/// <summary>The hash of an HMAC.</summary>
internal enum HmacAlgorithm { Sha1, Sha256, Sha512 }

/// <summary>What an HMAC is made of.</summary>
internal sealed record HmacSettings
{
    public required HmacAlgorithm Algorithm { get; init; }
    public required SignatureHeader Header { get; init; }
    public required SignedContent Signed { get; init; }
    public SignatureKeyFormat Key { get; init; }

    /// <summary>Null: the sender signs no time, so that a request can be repeated by whoever saw it.</summary>
    public SignatureTime? Time { get; init; }
}

/// <summary>HMAC (RFC 2104) over the body, alone or with other parts of the request.</summary>
internal sealed class HmacScheme(HmacSettings settings) : SignatureScheme
{
    public const int LongestHash = 64;

    public HmacSettings Settings => settings;

    public override string Description =>
        $"HMAC-{settings.Algorithm.ToString().ToUpperInvariant().Replace("SHA", "SHA-")} of {(settings.Signed.IsBodyAlone ? "the body" : $"`{settings.Signed.Template}`")} in the header {settings.Header.Name}";

    public override string? Header => settings.Header.Name;

    public override SignatureTime? Time => settings.Time;

    public override IEnumerable<string> OtherHeaders => settings.Signed.Headers.Concat(settings.Time?.Header is { } time ? [time] : []);

    public override bool SignsUrl => settings.Signed.UsesUrl;

    public override string? KeyProblem(string secret) => settings.Key.Read(secret) is null ? settings.Key.Problem() : null;

    public override SignatureVerifier Bind(IReadOnlyList<string> secrets) => new HmacVerifier(this, [.. secrets.Select(secret => settings.Key.Read(secret)!)]);

    public override void Sign(OutgoingRequest request, string secret, DateTimeOffset now)
    {
        var time = settings.Time?.Write(now) ?? "";
        if (settings.Time is { From: ['h', 'e', 'a', 'd', 'e', 'r', '.', ..] from }) request.Headers[from["header.".Length..]] = time;
        if (settings.Time is { From: ['b', 'o', 'd', 'y', '.', ..] }) time = settings.Time.Read(request.AsSigned(), settings.Header) ?? "";
        var hash = new byte[HashLength];
        var content = Content(request, time);
        Hash(settings.Key.Read(secret)!, content, hash);
        var written = settings.Header.Write(hash);
        if (settings.Time is { From: ['p', 'a', 'r', 'a', 'm', 'e', 't', 'e', 'r', '.', ..] parameter })
            written = $"{parameter["parameter.".Length..]}={time}{settings.Header.Separator}{written}";
        // Standard Webhooks lets several signatures stand in one header.
        request.Headers[settings.Header.Name] = settings.Header.Separator == ' ' && request.Headers.TryGetValue(settings.Header.Name, out var other) ? $"{other} {written}" : written;
    }

    public int HashLength => settings.Algorithm switch
    {
        HmacAlgorithm.Sha1 => HMACSHA1.HashSizeInBytes,
        HmacAlgorithm.Sha256 => HMACSHA256.HashSizeInBytes,
        _ => HMACSHA512.HashSizeInBytes,
    };

    public void Hash(byte[] key, ReadOnlySpan<byte> content, Span<byte> hash)
    {
        switch (settings.Algorithm)
        {
            case HmacAlgorithm.Sha1: HMACSHA1.HashData(key, content, hash); break;
            case HmacAlgorithm.Sha256: HMACSHA256.HashData(key, content, hash); break;
            default: HMACSHA512.HashData(key, content, hash); break;
        }
    }

    private byte[] Content(OutgoingRequest request, string time)
    {
        if (!settings.Signed.TryWrite(request.AsSigned(), time, out var rented, out var length, out var missing))
            throw new InvalidOperationException($"The header {missing} is signed, and is not there.");
        var content = rented[..length];
        ArrayPool<byte>.Shared.Return(rented);
        return content;
    }
}
