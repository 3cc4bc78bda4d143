using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Creel.Server.Listeners;

/// <summary>Looks at the first byte on a TLS port, to tell people who speak plain HTTP to it, and to leave port probes in peace.</summary>
internal sealed class FirstByte(TimeSpan patience, ConnectionReports reports, TimeProvider time)
{
    /// <summary>How long and how much is read after the hint: closing at once could take it away from the client.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);
    private const int DrainBytes = 1 << 20;

    public async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        switch (await PeekAsync(connection))
        {
            case null:
                return;
            case >= (byte)'A' and <= (byte)'Z':
                await HintAsync(connection);
                return;
            default:
                await next(connection);
                return;
        }
    }

    /// <summary>The first byte, which stays to be read; null when the connection is over.</summary>
    private async ValueTask<byte?> PeekAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        using var deadline = new CancellationTokenSource(patience, time);
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            var read = await input.ReadAsync(either.Token);
            byte? first = read.Buffer.IsEmpty ? null : read.Buffer.FirstSpan[0];
            input.AdvanceTo(read.Buffer.Start);
            return first;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It closed without a word: a port probe or a health check. Only one that stays and is silent is worth a line.
            if (!deadline.IsCancellationRequested) return null;
            reports.Add(connection.RemoteEndPoint, ConnectionProblem.HandshakeFailed,
                $"it connected and sent nothing for {patience.TotalSeconds:0} s",
                "If it is a sender, something on the way (firewall, MTU) may swallow what it sends.");
            connection.Abort(new ConnectionAbortedException("nothing was sent"));
            return null;
        }
    }

    private async Task HintAsync(ConnectionContext connection)
    {
        var port = (connection.LocalEndPoint as IPEndPoint)?.Port;
        reports.Add(connection.RemoteEndPoint, ConnectionProblem.PlainHttp, "plain HTTP on the TLS port",
            $"Write https:// instead of http:// in the sender's URL (port {port}).", status: 400);
        var body = $"This port speaks HTTPS only. Use https:// with port {port}.\n";
        var answer = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
        using var deadline = new CancellationTokenSource(DrainTime, time);
        try
        {
            await connection.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes(answer), deadline.Token);
            await DrainAsync(connection.Transport.Input, deadline.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It has its hint, or was gone before it.
        }
    }

    private static async Task DrainAsync(PipeReader input, CancellationToken stop)
    {
        for (long drained = 0; drained < DrainBytes;)
        {
            var read = await input.ReadAsync(stop);
            drained += read.Buffer.Length;
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }
}
