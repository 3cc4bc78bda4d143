using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Creel.Signatures;

namespace Creel.Server.Sending;

/// <summary>One request over a connection of its own, written as no HTTP client would: cut off, or in a trickle. HTTP/1.1.</summary>
internal sealed class RawExchange(SendPlan plan, TimeProvider time)
{
    private static readonly TimeSpan BeforeTheEnd = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeastBetweenBytes = TimeSpan.FromMilliseconds(250);

    /// <summary>The first half of the body, then the end of what we send.</summary>
    public Task<SendResult> CutAsync(OutgoingRequest request, CancellationToken stop) => RunAsync(request, async (connection, limit) =>
    {
        await connection.Stream.WriteAsync(request.Body.AsMemory(0, request.Body.Length / 2), limit);
        await connection.Stream.FlushAsync(limit);
        // Who answers without waiting for the rest is heard before the end, which may swallow it.
        var answer = RawAnswer.ReadAsync(connection.Stream, limit);
        await Task.WhenAny(answer, Task.Delay(BeforeTheEnd, time, limit));
        if (!answer.IsCompleted) await connection.EndAsync();
        return await answer;
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
