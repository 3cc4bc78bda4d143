using System.Text;
using Creel.Inbox;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Creel.Receiving;

/// <summary>What a sender is told, and what the operator is told of it.</summary>
internal sealed record Answer
{
    public required int Status { get; init; }

    public byte[] Body { get; init; } = [];
    public string ContentType { get; init; } = "text/plain; charset=utf-8";

    /// <summary>Headers that belong to this answer, such as Allow.</summary>
    public KeyValuePair<string, StringValues>[] Headers { get; init; } = [];

    /// <summary>The rest of the request was not read and the connection is of no more use.</summary>
    public bool Close { get; init; }

    /// <summary>What was read of a body before it was refused; null when none of it was.</summary>
    public RefusedBody? Refused { get; init; }

    public string? Reason { get; init; }
    public string? NextStep { get; init; }
    public NewEvent? Event { get; init; }
    public Appended? Kept { get; init; }

    public static Answer Text(int status, string body) => new() { Status = status, Body = Encoding.UTF8.GetBytes(body) };

    /// <summary>Writes it to the sender.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        if (Close && TryResetStream(context)) return;
        var response = context.Response;
        response.StatusCode = Status;
        if (Close && !HttpProtocol.IsHttp2(context.Request.Protocol)) response.Headers.Connection = "close";
        foreach (var (name, values) in Headers) response.Headers[name] = values;
        if (Kept is { } kept) response.Headers["Creel-Event-Id"] = kept.Id.ToString();
        // Also where there is no body: Discord asks for it.
        response.ContentType = ContentType;
        if (Status == StatusCodes.Status204NoContent) return;
        response.ContentLength = Body.Length;
        if (Body.Length > 0 && !HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(Body);
    }

    // On HTTP/2 one slow request shares its connection with others: only its stream is ended, after the answer where one fits.
    private bool TryResetStream(HttpContext context)
    {
        const int cancel = 8;
        if (Status != StatusCodes.Status408RequestTimeout || context.Features.Get<IHttpResetFeature>() is not { } stream) return false;
        stream.Reset(cancel);
        return true;
    }
}
