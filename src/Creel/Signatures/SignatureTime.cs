using System.Globalization;
using Creel.Json;

namespace Creel.Signatures;

/// <summary>How a signing time is written.</summary>
internal enum SignatureTimeUnit { Seconds, Milliseconds, Iso }

/// <summary>Where the time of signing stands, and how far it may be from ours, either way.</summary>
/// <param name="From"><c>header.NAME</c>, <c>parameter.NAME</c> (an entry of the signature's own header) or <c>body.PATH</c>.</param>
/// <param name="Unit">How it is written.</param>
/// <param name="Tolerance">How far it may be from ours.</param>
internal sealed record SignatureTime(string From, SignatureTimeUnit Unit, TimeSpan Tolerance)
{
    private readonly string _name = From[(From.IndexOf('.') + 1)..];
    private readonly byte[][] _path = From.StartsWith("body.", StringComparison.Ordinal) ? JsonPlace.Names(From["body.".Length..]) : [];

    /// <summary>The header that it stands in; null where it is elsewhere.</summary>
    public string? Header => From.StartsWith("header.", StringComparison.Ordinal) ? _name : null;

    /// <summary>Its text, which is what is signed; null when it is not there.</summary>
    public string? Read(in SignedRequest request, SignatureHeader header)
    {
        if (From.StartsWith("header.", StringComparison.Ordinal)) return request.Header(_name);
        if (From.StartsWith("parameter.", StringComparison.Ordinal)) return header.Parameter(request, _name);
        return JsonPlace.Text(request.Body.Span, _path);
    }

    /// <summary>Whether it is in the window.</summary>
    public SignatureCheck Check(string text, DateTimeOffset now)
    {
        if (Parse(text) is not { } at) return new(SignatureFault.Malformed, Place);
        var age = now - at;
        if (age > Tolerance) return new(SignatureFault.Stale, Place, age);
        return age < -Tolerance ? new(SignatureFault.Early, Place, age) : SignatureCheck.Good;
    }

    public string Place => From switch
    {
        _ when From.StartsWith("header.", StringComparison.Ordinal) => $"the header {_name}",
        _ when From.StartsWith("parameter.", StringComparison.Ordinal) => $"{_name}= in the signature",
        _ => $"{_name} in the body",
    };

    public string Write(DateTimeOffset now) => Unit switch
    {
        SignatureTimeUnit.Seconds => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        SignatureTimeUnit.Milliseconds => now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        _ => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
    };

    private DateTimeOffset? Parse(string text)
    {
        if (Unit == SignatureTimeUnit.Iso)
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
        // Digits alone: no sign, no exponent, no Infinity.
        if (text.Length > 15 || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        if (Unit == SignatureTimeUnit.Milliseconds) return number < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(number) : null;
        return number < DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(number) : null;
    }
}
