using System.Net.Http.Headers;
using Creel.Inbox;
using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary>
/// The headers of a body's download. The body is somebody else's content: a browser must save it, never show it, whatever
/// type it claims. And it must arrive as it was sent: naming its encoding in <c>Content-Encoding</c> would make clients decode it.
/// </summary>
internal static class BodyDownload
{
    public static void Describe(KeptEvent e, HttpResponse response) =>
        Describe(response, e.Summary.Id, e.Headers, e.Body.Length, e.Summary.Redacted);

    public static void Describe(HttpResponse response, Guid id, byte[] headers, long length, IReadOnlyList<string> redacted)
    {
        var type = SafeType(ContentHeaders.Type(headers));
        response.ContentType = type;
        response.ContentLength = length;
        response.Headers.ContentDisposition = $"attachment; filename=\"{id}{Extension(type)}\"";
        if (ContentHeaders.Encoding(headers) is { } encoding) response.Headers["Creel-Content-Encoding"] = Printable(encoding);
        if (redacted.Count > 0) response.Headers["Creel-Redacted"] = Printable(string.Join(", ", redacted));
    }

    /// <summary>The type as sent when it is one, else one that says nothing.</summary>
    public static string SafeType(string? sent) =>
        sent is { Length: < 256 } && sent.All(c => c is >= ' ' and <= '~') && MediaTypeHeaderValue.TryParse(sent, out var type)
            ? type.ToString()
            : "application/octet-stream";

    private static string Extension(string type) =>
        type.Split(';')[0].EndsWith("json", StringComparison.OrdinalIgnoreCase) ? ".json" : ".bin";

    // What can't stand in a header (it came from a sender) is percent-encoded.
    private static string Printable(string text) =>
        text.All(c => c is >= ' ' and <= '~') ? text : Uri.EscapeDataString(text);
}
