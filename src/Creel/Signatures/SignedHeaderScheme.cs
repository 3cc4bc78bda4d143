using System.Buffers;

namespace Creel.Signatures;

/// <summary>What a signature in a header is made of, whatever it is made with.</summary>
internal abstract record SignedHeaderSettings
{
    public required SignatureHeader Header { get; init; }
    public required SignedContent Signed { get; init; }

    /// <summary>Null: the sender signs no time, so that a request can be repeated by whoever saw it.</summary>
    public SignatureTime? Time { get; init; }
}

/// <summary>A signature in a header, over the body, alone or with other parts of the request.</summary>
internal abstract class SignedHeaderScheme(SignedHeaderSettings settings) : SignatureScheme
{
    /// <summary>Bytes of a signature as it is compared.</summary>
    public abstract int SignatureLength { get; }

    public override string? Header => settings.Header.Name;

    public override SignatureTime? Time => settings.Time;

    public override IEnumerable<string> OtherHeaders => settings.Signed.Headers.Concat(settings.Time?.Header is { } time ? [time] : []);

    public override bool SignsUrl => settings.Signed.UsesUrl;

    /// <summary>The signature in the bytes that stand in the header.</summary>
    /// <exception cref="FormatException">The secret can't sign.</exception>
    protected abstract byte[] Signature(ReadOnlySpan<byte> content, string secret);

    protected string Described(string algorithm) =>
        $"{algorithm} of {(settings.Signed.IsBodyAlone ? "the body" : $"`{settings.Signed.Template}`")} in the header {settings.Header.Name}";

    public override void Sign(OutgoingRequest request, string secret, DateTimeOffset now)
    {
        var time = settings.Time?.Write(now) ?? "";
        if (settings.Time is { From: ['h', 'e', 'a', 'd', 'e', 'r', '.', ..] from }) request.Headers[from["header.".Length..]] = time;
        if (settings.Time is { From: ['b', 'o', 'd', 'y', '.', ..] }) time = settings.Time.Read(request.AsSigned(), settings.Header) ?? "";
        var written = settings.Header.Write(Signature(Content(request, time), secret));
        if (settings.Time is { From: ['p', 'a', 'r', 'a', 'm', 'e', 't', 'e', 'r', '.', ..] parameter })
            written = $"{parameter["parameter.".Length..]}={time}{settings.Header.Separator}{written}";
        // Standard Webhooks lets several signatures stand in one header.
        request.Headers[settings.Header.Name] = settings.Header.Separator == ' ' && request.Headers.TryGetValue(settings.Header.Name, out var other) ? $"{other} {written}" : written;
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
