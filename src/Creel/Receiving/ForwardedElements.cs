using System.Net;

namespace Creel.Receiving;

/// <summary>Reads a line of the Forwarded header (RFC 7239): elements with commas between, pairs with semicolons, quoted values.</summary>
internal static class ForwardedElements
{
    /// <summary>
    /// The address in each element's <c>for</c>, in the order written; null where there is none (<c>unknown</c>, <c>_hidden</c>).
    /// Null as a whole when the line breaks the rules: where an element ends can't be told then. Never throws.
    /// </summary>
    public static List<IPAddress?>? Read(ReadOnlySpan<char> line)
    {
        var elements = new List<IPAddress?>();
        var rest = line;
        while (true)
        {
            if (ReadElement(ref rest) is not { } element) return null;
            elements.Add(element.Address);
            if (rest.IsEmpty) return elements;
            rest = rest[1..]; // the comma
        }
    }

    /// <summary>One element, up to the comma or the end.</summary>
    private static (bool HasFor, IPAddress? Address)? ReadElement(ref ReadOnlySpan<char> rest)
    {
        var element = (HasFor: false, Address: (IPAddress?)null);
        while (true)
        {
            rest = rest.TrimStart(" \t");
            if (rest.IsEmpty || rest[0] == ',') return element;
            if (rest[0] != ';')
            {
                var equals = rest.IndexOf('=');
                if (equals <= 0 || rest[..equals].IndexOfAny(" \t\",;") >= 0) return null;
                var isFor = rest[..equals].Equals("for", StringComparison.OrdinalIgnoreCase);
                rest = rest[(equals + 1)..];
                if (ReadValue(ref rest) is not { } value || (isFor && element.HasFor)) return null;
                if (isFor) element = (true, HopAddress.Read(value));
                rest = rest.TrimStart(" \t");
                if (!rest.IsEmpty && rest[0] is not (',' or ';')) return null;
                if (rest.IsEmpty || rest[0] == ',') return element;
            }
            rest = rest[1..];
        }
    }

    private static string? ReadValue(ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || rest[0] != '"')
        {
            var end = rest.IndexOfAny(" \t,;");
            var value = end < 0 ? rest : rest[..end];
            rest = rest[value.Length..];
            return value.Contains('"') ? null : value.ToString();
        }
        var text = new System.Text.StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                rest = rest[(i + 1)..];
                return text.ToString();
            }
            if (rest[i] == '\\' && ++i == rest.Length) return null;
            text.Append(rest[i]);
        }
        return null;
    }
}
