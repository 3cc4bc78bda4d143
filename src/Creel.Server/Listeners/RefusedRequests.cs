using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace Creel.Server.Listeners;

/// <summary>
/// Requests that Kestrel refuses by itself (no valid request line, too many headers, headers too slow): no code of ours sees
/// them, so it is told by the server's diagnostic event.
/// </summary>
internal sealed class RefusedRequests(ConnectionReports reports) : IObserver<KeyValuePair<string, object?>>
{
    private const string EventName = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public static bool IsWanted(string name) => name == EventName;

    public void OnNext(KeyValuePair<string, object?> happened)
    {
        if (happened.Value is not IFeatureCollection features) return;
        if (features.Get<IBadRequestExceptionFeature>()?.Error is not BadHttpRequestException refusal) return;
        var connection = features.Get<IHttpConnectionFeature>();
        var remote = connection?.RemoteIpAddress is { } address ? new IPEndPoint(address, connection.RemotePort) : null;
        reports.Add(remote, ConnectionProblem.BadRequest, refusal.Message.TrimEnd('.'), NextStep(refusal.StatusCode), refusal.StatusCode);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static string? NextStep(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => "The sender, or something on the way, is too slow.",
        StatusCodes.Status414UriTooLong => "The sender's URL is longer than this server takes.",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "The sender must send fewer or shorter headers.",
        StatusCodes.Status505HttpVersionNotsupported => "The sender must speak HTTP/1.1 or HTTP/2.",
        _ => "What came is not a well-formed HTTP request: look at the sender, or at a proxy between.",
    };
}
