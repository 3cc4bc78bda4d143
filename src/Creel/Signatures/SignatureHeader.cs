using Microsoft.Extensions.Primitives;

namespace Creel.Signatures;

/// <summary>Reads a signature's text into exactly as many bytes as there is room for; false when it is not that.</summary>
internal delegate bool SignatureDecoder(SignatureEncoding encoding, ReadOnlySpan<char> text, Span<byte> to);

/// <summary>How a signature stands in its header: alone, or as entries of a list, each with what says its version before it.</summary>
/// <param name="Name">The header.</param>
/// <param name="Prefix">What stands before the signature, such as <c>sha256=</c>.</param>
/// <param name="Separator">Between entries; null: the header holds one.</param>
/// <param name="Encoding">How the signature's bytes are written.</param>
internal sealed record SignatureHeader(string Name, string Prefix, char? Separator, SignatureEncoding Encoding)
{
    // No sender writes as many; a stranger does not get to make us work for more.
    private const int MostCandidates = 32;

    private static readonly SignatureDecoder Plain = SignatureEncodings.TryDecode;

    public string Place => $"the header {Name}";

    /// <summary>Whether there is an entry of this version.</summary>
    public bool IsPresent(in SignedRequest request)
    {
        foreach (var value in request.Headers[Name])
        {
            if (Separator is null || Prefix.Length == 0) return true;
            foreach (var entry in value.AsSpan().Split(Separator.Value))
            {
                if (value.AsSpan()[entry].Trim(' ').StartsWith(Prefix, StringComparison.Ordinal)) return true;
            }
        }
        return false;
    }

    /// <summary>The signatures in a header; why there are none, where there are none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="candidates">Room for them, each as long as a signature is.</param>
    /// <param name="length">Bytes of a signature.</param>
    /// <param name="decoder">What reads one; null: the bytes stand there as they are.</param>
    /// <param name="found">How many there are.</param>
    public SignatureFault Read(in SignedRequest request, Span<byte> candidates, int length, SignatureDecoder? decoder, out int found)
    {
        found = 0;
        decoder ??= Plain;
        var values = request.Headers[Name];
        if (values.Count == 0) return SignatureFault.Missing;
        if (Separator is null)
        {
            if (values is not [{ } only] || !only.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return values.Count == 1 && HasOtherVersion(values[0]) ? SignatureFault.UnknownVersion : SignatureFault.Malformed;
            if (!decoder(Encoding, only.AsSpan(Prefix.Length), candidates[..length])) return SignatureFault.Malformed;
            found = 1;
            return SignatureFault.None;
        }
        var (entries, known) = (0, false);
        foreach (var value in values)
        {
            var text = value.AsSpan();
            foreach (var range in text.Split(Separator.Value))
            {
                var entry = text[range].Trim(' ');
                if (entry.IsEmpty) continue;
                if (++entries > MostCandidates) return found > 0 ? SignatureFault.None : SignatureFault.Malformed;
                if (!entry.StartsWith(Prefix, StringComparison.Ordinal)) continue;
                known = true;
                if ((found + 1) * length > candidates.Length) continue;
                if (decoder(Encoding, entry[Prefix.Length..], candidates.Slice(found * length, length))) found++;
            }
        }
        return found > 0 ? SignatureFault.None : known || entries == 0 ? SignatureFault.Malformed : SignatureFault.UnknownVersion;
    }

    /// <summary>The value of the list's entry <c>NAME=…</c>; null when there is none.</summary>
    public string? Parameter(in SignedRequest request, string name)
    {
        foreach (var value in request.Headers[Name])
        {
            var text = value.AsSpan();
            foreach (var range in text.Split(Separator ?? ','))
            {
                var entry = text[range].Trim(' ');
                if (entry.Length > name.Length && entry[name.Length] == '=' && entry.StartsWith(name, StringComparison.Ordinal)) return entry[(name.Length + 1)..].ToString();
            }
        }
        return null;
    }

    public string Write(ReadOnlySpan<byte> signature) => Prefix + Encoding.Encode(signature);

    // sha512=… where sha256= is wanted, v2=… where v0= is.
    private bool HasOtherVersion(StringValues value)
    {
        var text = value.ToString();
        var mark = text.IndexOf('=');
        return Prefix.EndsWith('=') && mark > 0 && mark < text.Length - 1 && text.AsSpan(0, mark).IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") < 0;
    }
}
