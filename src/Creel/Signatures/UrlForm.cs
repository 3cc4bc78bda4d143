using System.Buffers;
using System.Text;

namespace Creel.Signatures;

/// <summary>What Twilio signs: the URL that it called, and behind it the fields of the form, sorted, names and values in one.</summary>
internal static class UrlForm
{
    /// <summary>The query's parameter with the sum of a body that is no form.</summary>
    public const string BodySum = "bodySHA256";

    // Twilio sends some dozens; a stranger does not get to make us sort a million.
    private const int MostFields = 1000;

    public static bool Says(string? contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The fields as they are signed: sorted by name, then by value, the same pair once. Null when there are too many.</summary>
    public static string? Fields(ReadOnlySpan<byte> form)
    {
        var fields = new List<(string Name, string Value)>(16);
        foreach (var range in form.Split((byte)'&'))
        {
            var pair = form[range];
            if (pair.IsEmpty) continue;
            if (fields.Count == MostFields) return null;
            var equals = pair.IndexOf((byte)'=');
            fields.Add((Decode(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : Decode(pair[(equals + 1)..])));
        }
        fields.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name) is not 0 and var names ? names : string.CompareOrdinal(one.Value, other.Value));
        var text = new StringBuilder(form.Length);
        for (var i = 0; i < fields.Count; i++)
        {
            if (i == 0 || fields[i] != fields[i - 1]) text.Append(fields[i].Name).Append(fields[i].Value);
        }
        return text.ToString();
    }

    /// <summary>How often the query has a sum of the body, and the sum.</summary>
    public static int Sums(ReadOnlySpan<char> query, out string sum)
    {
        sum = "";
        var count = 0;
        foreach (var range in query.TrimStart('?').Split('&'))
        {
            var pair = query.TrimStart('?')[range];
            if (!pair.StartsWith(BodySum, StringComparison.Ordinal) || pair.Length == BodySum.Length || pair[BodySum.Length] != '=') continue;
            sum = pair[(BodySum.Length + 1)..].ToString();
            count++;
        }
        return count;
    }

    /// <summary>
    /// A URL in all the ways in which it may have been signed: Twilio itself is not of one mind whether a port belongs to it, and its
    /// libraries write a quote in the query as it is or escaped. All else stays as it is, upper case and user name too.
    /// </summary>
    public static IEnumerable<string> Ways(string url)
    {
        var other = WithOtherPort(url);
        foreach (var way in other == url ? [url] : new[] { url, other })
        {
            yield return way;
            var query = way.IndexOf('?');
            if (query < 0) continue;
            if (way.IndexOf('\'', query) >= 0) yield return way[..query] + way[query..].Replace("'", "%27", StringComparison.Ordinal);
            if (way.IndexOf("%27", query, StringComparison.Ordinal) >= 0) yield return way[..query] + way[query..].Replace("%27", "'", StringComparison.Ordinal);
        }
    }

    private static string WithOtherPort(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        if (start < 3) return url;
        var end = url.AsSpan(start).IndexOfAny('/', '?') is >= 0 and var length ? start + length : url.Length;
        var host = start + url.AsSpan(start, end - start).LastIndexOf('@') + 1;
        var colon = url.AsSpan(host, end - host).LastIndexOf(':');
        // Within brackets they part an IPv6 address.
        if (colon >= 0 && url.IndexOf(']', host, end - host) < host + colon) return url[..(host + colon)] + url[end..];
        return $"{url[..end]}{(url.StartsWith("https", StringComparison.OrdinalIgnoreCase) ? ":443" : ":80")}{url[end..]}";
    }

    private static string Decode(ReadOnlySpan<byte> text)
    {
        Span<byte> bytes = text.Length <= 256 ? stackalloc byte[text.Length] : new byte[text.Length];
        return Encoding.UTF8.GetString(bytes[..Decode(text, bytes)]);
    }

    /// <summary>The bytes that a name or a value stands for; what is no escape stands for itself.</summary>
    /// <param name="text">As it is written.</param>
    /// <param name="to">As long as <paramref name="text"/> is enough.</param>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> to)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '+') letter = (byte)' ';
            else if (letter == '%' && i + 2 < text.Length && Convert.FromHexString(text.Slice(i + 1, 2), to.Slice(length, 1), out _, out _) == OperationStatus.Done) (letter, i) = (to[length], i + 2);
            to[length++] = letter;
        }
        return length;
    }
}
