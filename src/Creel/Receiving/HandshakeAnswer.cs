using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Creel.Receiving;

/// <summary>Answers to a sender's questions. What they echo is a stranger's: never markup, whatever a browser would like to see in it.</summary>
internal static class HandshakeAnswer
{
    private static readonly KeyValuePair<string, StringValues>[] NoSniff = [new("X-Content-Type-Options", "nosniff")];

    public static readonly Answer Empty = new() { Status = StatusCodes.Status200OK, Reason = Reason, Headers = NoSniff };

    /// <summary>What the line of such a request says, as another says <c>probe</c>.</summary>
    private const string Reason = "handshake";

    public static Answer Text(string challenge) => Empty with { Body = Encoding.UTF8.GetBytes(challenge) };

    public static Answer Json(string name, string value) => Json((name, value));

    public static Answer Json(params ReadOnlySpan<(string Name, string Value)> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members) json.WriteString(name, value);
            json.WriteEndObject();
        }
        return Empty with { Body = buffer.ToArray(), ContentType = "application/json" };
    }

    public static Answer Constant(int status, byte[] body) => Empty with
    {
        Status = status,
        Body = body,
        ContentType = body is [(byte)'{' or (byte)'[', ..] ? "application/json" : Empty.ContentType,
    };
}
