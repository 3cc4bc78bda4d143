using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Creel.Server.Sending;

/// <summary>Why a request got no answer.</summary>
/// <param name="Kind">A few words, the same for all faults of a kind: they are counted by it.</param>
/// <param name="Detail">What exactly.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record SendFault(string Kind, string Detail, string Remedy)
{
    private const string AskTheNetwork = "Check the URL, and from here: the network, firewalls and VPN.";

    /// <summary>Reads an exception of HttpClient; <paramref name="refusedCertificate"/> is what the certificate check said, if it refused.</summary>
    public static SendFault From(Exception exception, SendTarget target, string? refusedCertificate)
    {
        var at = target.Url.GetLeftPart(UriPartial.Authority);
        var socket = Find<SocketException>(exception);
        return (exception as HttpRequestException)?.HttpRequestError switch
        {
            _ when exception is OperationCanceledException or TimeoutException =>
                new("timed out", $"No answer from {at} within the time limit.",
                    "Is something between here and there dropping packets? A longer limit: --timeout SECONDS."),
            HttpRequestError.NameResolutionError =>
                new("name not found", $"The name {target.Url.Host} has no address.", "Check the spelling, or use the IP address."),
            HttpRequestError.SecureConnectionError when refusedCertificate is not null =>
                new("certificate not trusted", $"The certificate of {at} is not trusted: {refusedCertificate}",
                    "Send with --insecure to look past it, or use the receiver's CA: `creel cert export` gives it."),
            HttpRequestError.SecureConnectionError =>
                new("TLS failed", $"No TLS connection to {at}: {Find<AuthenticationException>(exception)?.Message ?? exception.Message}",
                    "Does this port speak HTTPS? If it speaks plain HTTP, the URL begins with http://."),
            _ when socket?.SocketErrorCode is SocketError.ConnectionRefused =>
                new("connection refused", $"Nothing listens at {at}.", "Is the receiver running? Start it: creel serve"),
            _ when socket?.SocketErrorCode is SocketError.HostUnreachable or SocketError.NetworkUnreachable =>
                new("unreachable", $"There is no way to {at}: {socket.Message}.", AskTheNetwork),
            _ when socket?.SocketErrorCode is SocketError.TimedOut =>
                new("timed out", $"No connection to {at} within the time limit.", AskTheNetwork),
            HttpRequestError.ResponseEnded or HttpRequestError.ConnectionError =>
                new("connection closed", $"{at} closed the connection: {(socket as Exception ?? exception).Message}",
                    "The receiver's own output says why."),
            _ => new("no valid answer", $"{at}: {exception.Message}", "Is it an HTTP server? Does https:// or http:// fit the port?"),
        };
    }

    /// <summary>What to do about an answer that is not 2xx, or null when the answer says it all.</summary>
    public static string? RemedyFor(int status, SendTarget target, SendSigning? signing = null) => status switch
    {
        401 when signing is not null => $"It was signed as {signing.Sender.Title} does ({signing.Scheme.Description}). Has the receiver the same secret, and the same sender? A Creel there says in `creel quarantine list` what was wrong.",
        401 when target.Credential is null => "No credentials were sent. Give them with --user NAME:PASSWORD; `creel auth show` on the receiver shows them.",
        401 => "The credentials are not those of this source. `creel auth show` on the receiver shows them; give them with --user NAME:PASSWORD.",
        404 => "Nothing receives at this path. The receiver's own output names the nearest one.",
        405 => "Use POST or PUT.",
        413 => "The body is larger than the receiver takes.",
        503 => "The receiver could not keep it. Its own output says why; send again later.",
        >= 300 and <= 399 => "Redirects are not followed: a webhook sender doesn't. Use the final URL.",
        _ => null,
    };

    /// <summary>What is wrong with a certificate, in words.</summary>
    public static string Describe(SslPolicyErrors errors, string host, string names) => errors switch
    {
        _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "there is none.",
        _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => $"it is for {names}, not for {host}.",
        _ => "no CA known here has signed it, or it has expired.",
    };

    private static T? Find<T>(Exception? exception) where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found) return found;
        }
        return null;
    }
}
