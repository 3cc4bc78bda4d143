using Creel.Inbox;

namespace Creel.Console;

/// <summary>What a kept event's headers say of its body.</summary>
internal static class ContentHeaders
{
    /// <summary>The Content-Type as it was sent, or null.</summary>
    public static string? Type(byte[] headers) => First(headers, "Content-Type");

    /// <summary>The Content-Encoding the body is still in; null when it is in none.</summary>
    public static string? Encoding(byte[] headers)
    {
        var values = HeaderLines.Decode(headers)
            .Where(header => header.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => header.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(value => !value.Equals("identity", StringComparison.OrdinalIgnoreCase));
        var all = string.Join(", ", values);
        return all.Length == 0 ? null : all;
    }

    private static string? First(byte[] headers, string name)
    {
        foreach (var header in HeaderLines.Decode(headers))
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) return header.Value;
        }
        return null;
    }
}
