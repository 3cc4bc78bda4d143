using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Creel.Senders;

/// <summary>
/// A form-encoded body (application/x-www-form-urlencoded) as the JSON document that facts are read from: its fields as members
/// of an object, or the document that one of its fields holds.
/// </summary>
internal static class FormBody
{
    public static bool Says(string? contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
    }

    /// <param name="form">Whatever was sent.</param>
    /// <param name="document">The field that holds the document; null, or not there: all fields.</param>
    public static byte[] AsJson(ReadOnlySpan<byte> form, string? document)
    {
        using var buffer = new MemoryStream(form.Length + 64);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var range in form.Split((byte)'&'))
            {
                var pair = form[range];
                var equals = pair.IndexOf((byte)'=');
                if (equals <= 0) continue;
                var name = Decode(pair[..equals]);
                var value = Decode(pair[(equals + 1)..]);
                if (document is not null && name.AsSpan().SequenceEqual(System.Text.Encoding.UTF8.GetBytes(document))) return value;
                json.WriteString(Text(name), Text(value));
            }
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static byte[] Decode(ReadOnlySpan<byte> encoded) => WebUtility.UrlDecodeToBytes(encoded.ToArray(), 0, encoded.Length)!;

    // Bytes that are no UTF-8 become the replacement character; the writer would throw on them.
    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
