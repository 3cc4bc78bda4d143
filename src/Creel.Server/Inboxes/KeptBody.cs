using System.Text.Json;
using Creel.Receiving;

namespace Creel.Server.Inboxes;

/// <summary>The body in an event's JSON, for somebody who wants to read it: decompressed where that can be done.</summary>
/// <param name="Bytes">What to read.</param>
/// <param name="Encoding">The encoding the bytes are still in; null when they are plain.</param>
internal sealed record KeptBody(ReadOnlyMemory<byte> Bytes, string? Encoding)
{
    /// <summary>What a body of allowed size may unfold to.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    private static readonly MemoryBudget Budget = new(2L * MaxBytes);

    public static KeptBody Of(JsonElement e)
    {
        if (e.TryGetProperty("body", out var text)) return new(System.Text.Encoding.UTF8.GetBytes(JsonField.Text(text)), null);
        var kept = e.GetProperty("bodyBase64").GetBytesFromBase64();
        if (EncodingOf(e) is not { } encoding) return new(kept, null);
        using var share = Budget.Open();
        var (decoded, refusal) = ContentEncodings.Decode(kept, encoding, MaxBytes, share);
        return refusal is null ? new(decoded, null) : new(kept, encoding);
    }

    /// <summary>Whether the bytes are text that can be shown.</summary>
    public bool IsText => Encoding is null && System.Text.Unicode.Utf8.IsValid(Bytes.Span);

    private static string? EncodingOf(JsonElement e)
    {
        foreach (var header in e.GetProperty("headers").EnumerateObject())
        {
            if (header.Name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase))
                return string.Join(", ", header.Value.EnumerateArray().Select(JsonField.Text));
        }
        return null;
    }
}
