using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Creel.Signatures;

namespace Creel.Senders;

/// <summary>
/// A sender's sample, filled in anew for each request, so that no two are taken for one by accident: <c>{uuid}</c>, <c>{unix}</c>,
/// <c>{unixms}</c> and <c>{iso}</c>, the same wherever they stand in one request; <c>"{#unix}"</c> and <c>"{#unixms}"</c> as whole strings become numbers.
/// </summary>
internal sealed class SenderSample
{
    private readonly SampleData _data;
    private readonly string _body;

    private SenderSample(SampleData data) => (_data, _body) = (data, data.Text ?? Compact(data.Body!.Value));

    /// <summary>Null: the profile has none.</summary>
    public static SenderSample? Of(SenderProfile profile) => profile.Sample is { } data ? new(data) : null;

    public string Method => _data.Method;
    public string ContentType => _data.ContentType;

    /// <summary>One request, as it is before it is signed.</summary>
    /// <param name="url">Where the sender sends to; a query of the sample's is added.</param>
    /// <param name="now">The time that it says.</param>
    public OutgoingRequest Fill(Uri url, DateTimeOffset now)
    {
        var values = new Values(Guid.CreateVersion7(now).ToString("D"), now);
        var request = new OutgoingRequest { Method = _data.Method, Url = url, Body = Encoding.UTF8.GetBytes(values.Fill(_body)) };
        if (_data.Query is { Length: > 0 } query)
        {
            var whole = new UriBuilder(url);
            whole.Query = $"{whole.Query.TrimStart('?')}{(whole.Query.Length > 1 ? "&" : "")}{values.Fill(query.TrimStart('?'))}";
            request.Url = whole.Uri;
        }
        request.Headers["Content-Type"] = _data.ContentType;
        foreach (var (name, value) in _data.Headers) request.Headers[name] = values.Fill(value);
        return request;
    }

    private static string Compact(JsonElement body)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) body.WriteTo(json);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private readonly struct Values(string uuid, DateTimeOffset now)
    {
        private readonly string _unix = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        private readonly string _unixms = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        private readonly string _iso = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

        public string Fill(string text) => !text.Contains('{') ? text : text
            .Replace("\"{#unix}\"", _unix, StringComparison.Ordinal)
            .Replace("\"{#unixms}\"", _unixms, StringComparison.Ordinal)
            .Replace("{unix}", _unix, StringComparison.Ordinal)
            .Replace("{unixms}", _unixms, StringComparison.Ordinal)
            .Replace("{iso}", _iso, StringComparison.Ordinal)
            .Replace("{uuid}", uuid, StringComparison.Ordinal);
    }
}
