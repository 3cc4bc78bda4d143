using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Creel.Signatures;

namespace Creel.Server.Sending;

/// <summary>One request over a connection of its own, written as no HTTP client would: cut off, or in a trickle. HTTP/1.1.</summary>
internal sealed class RawExchange(SendPlan plan, TimeProvider time)
{
    private static readonly TimeSpan LeastBetweenBytes = TimeSpan.FromMilliseconds(250);

    /// <summary>The first half of the body, then the end of what we send.</summary>
    public Task<SendResult> CutAsync(OutgoingRequest request, CancellationToken stop) => RunAsync(request, async (connection, limit) =>
    {
        await connection.Stream.WriteAsync(request.Body.AsMemory(0, request.Body.Length / 2), limit);
        await connection.Stream.FlushAsync(limit);
        await connection.EndAsync();
        return await RawAnswer.ReadAsync(connection.Stream, limit);
    }, stop);

    /// <summary>A byte now and then, so that some are left at the time limit.</summary>
    public Task<SendResult> SlowAsync(OutgoingRequest request, CancellationToken stop) => RunAsync(request, async (connection, limit) =>
    {
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(limit);
        var trickle = TrickleAsync(connection.Stream, request.Body, answered.Token);
        try
        {
            return await RawAnswer.ReadAsync(connection.Stream, limit);
        }
        finally
        {
            await answered.CancelAsync();
            await trickle;
        }
    }, stop);

    private async Task TrickleAsync(Stream stream, byte[] body, CancellationToken stop)
    {
        var between = plan.Timeout / body.Length is var even && even > LeastBetweenBytes ? even : LeastBetweenBytes;
        try
        {
            for (var i = 0; i < body.Length - 1; i++)
            {
                await stream.WriteAsync(body.AsMemory(i, 1), stop);
                await Task.Delay(between, time, stop);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Answered, or closed: what was read says which.
        }
    }

    private async Task<SendResult> RunAsync(OutgoingRequest request, Func<RawConnection, CancellationToken, Task<SendResult>> talk, CancellationToken stop)
    {
        using var trust = ServerTrust.For(plan.Target, plan.Insecure);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(plan.Timeout);
        try
        {
            using var connection = await RawConnection.OpenAsync(plan.Target.Url, trust, limit.Token);
            await connection.Stream.WriteAsync(Head(request), limit.Token);
            return await talk(connection, limit.Token);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is OperationCanceledException or IOException or SocketException or HttpRequestException)
        {
            return new() { Fault = SendFault.From(e is IOException ? new HttpRequestException(HttpRequestError.ResponseEnded, e.Message, e) : e, plan.Target, trust.Refusal) };
        }
    }

    private byte[] Head(OutgoingRequest request)
    {
        var address = SendRequests.Address(plan.Target, request);
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{request.Method} {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\nContent-Length: {request.Body.Length}\r\n");
        foreach (var (name, value) in SendRequests.Headers(plan, request)) head.Append(name).Append(": ").Append(value.ReplaceLineEndings(" ")).Append("\r\n");
        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }
}

/// <summary>A connection to write anything to.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _socket;

    private RawConnection(TcpClient socket, Stream stream) => (_socket, Stream) = (socket, stream);

    public Stream Stream { get; }

    public static async Task<RawConnection> OpenAsync(Uri url, ServerTrust trust, CancellationToken stop)
    {
        var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(url.IdnHost, url.Port, stop);
            if (url.Scheme != Uri.UriSchemeHttps) return new(socket, socket.GetStream());
            var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, certificate, chain, errors) => trust.Accepts(certificate, chain, errors));
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.IdnHost }, stop);
            return new(socket, tls);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain }) throw new HttpRequestException(HttpRequestError.NameResolutionError, e.Message, e);
            if (e is AuthenticationException or IOException) throw new HttpRequestException(HttpRequestError.SecureConnectionError, e.Message, e);
            throw;
        }
    }

    /// <summary>We send no more, and still listen.</summary>
    public async Task EndAsync()
    {
        if (Stream is SslStream tls) await tls.ShutdownAsync();
        _socket.Client.Shutdown(SocketShutdown.Send);
    }

    public void Dispose()
    {
        Stream.Dispose();
        _socket.Dispose();
    }
}
