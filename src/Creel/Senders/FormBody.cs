using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Creel.Signatures;

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
    public static ReadOnlySpan<byte> AsJson(ReadOnlySpan<byte> form, string? document)
    {
        // Escaped anew, nothing gets longer than this in nearly all forms.
        var buffer = new ArrayBufferWriter<byte>(form.Length + form.Length / 2 + 64);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var decoded = ArrayPool<byte>.Shared.Rent(form.Length);
        var wanted = document is null ? [] : Encoding.UTF8.GetBytes(document);
        json.WriteStartObject();
        foreach (var range in form.Split((byte)'&'))
        {
            var pair = form[range];
            var equals = pair.IndexOf((byte)'=');
            if (equals <= 0) continue;
            var name = decoded.AsSpan(0, UrlForm.Decode(pair[..equals], decoded));
            var value = decoded.AsSpan(name.Length, UrlForm.Decode(pair[(equals + 1)..], decoded.AsSpan(name.Length)));
            if (wanted.Length > 0 && name.SequenceEqual(wanted)) return value;
            Write(json, name, value);
        }
        json.WriteEndObject();
        json.Flush();
        ArrayPool<byte>.Shared.Return(decoded);
        return buffer.WrittenSpan;
    }

    // Bytes that are no UTF-8 become the replacement character; the writer would throw on them.
    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Utf8.IsValid(name) && Utf8.IsValid(value)) json.WriteString(name, value);
        else json.WriteString(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value));
    }
}
