using Creel.Inbox;

namespace Creel.Console;

/// <summary>What a kept event's headers say of its body.</summary>
internal static class ContentHeaders
{
    /// <summary>The Content-Type as it was sent, the first if it came several times; null where there is none.</summary>
    public static string? Type(ReadOnlySpan<byte> headers) =>
        HeaderLines.Next(ref headers, "Content-Type", out var value) ? HeaderLines.Text(value) : null;

    /// <summary>The Content-Encoding the body is still in; null when it is in none.</summary>
    public static string? Encoding(byte[] headers)
    {
        var values = (HeaderLines.Joined(headers, "Content-Encoding") ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(value => !value.Equals("identity", StringComparison.OrdinalIgnoreCase));
        var all = string.Join(", ", values);
        return all.Length == 0 ? null : all;
    }
}
