using System.Net.Security;
using System.Text;
using Creel.Signatures;

namespace Creel.Server.Sending;

/// <summary>Sends one event at a time over kept connections. Never throws for what a receiver or network does.</summary>
internal sealed class SendClient : IDisposable
{
    private const int LargestAnswer = 64 * 1024;

    private readonly SendPlan plan;
    private readonly TimeProvider time;
    private readonly ServerTrust trust;
    private readonly HttpClient http;

    public SendClient(SendPlan plan, TimeProvider time)
    {
        (this.plan, this.time) = (plan, time);
        trust = ServerTrust.For(plan.Target, plan.Insecure);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !plan.Target.IsOurs && !plan.Target.Url.IsLoopback,
            ConnectTimeout = plan.Timeout,
            MaxConnectionsPerServer = plan.Concurrency,
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            ActivityHeadersPropagator = null,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) => trust.Accepts(certificate, chain, errors),
            },
        };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public Task<SendResult> SendAsync(CancellationToken stop) => SendAsync(SendRequests.Next(plan, time.GetUtcNow()), stop);

    public async Task<SendResult> SendAsync(OutgoingRequest outgoing, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(plan.Timeout);
        try
        {
            using var request = SendRequests.Message(plan, outgoing);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return new()
            {
                Status = (int)answer.StatusCode,
                Text = await ReadAsync(answer.Content, limit.Token),
                EventId = answer.Headers.TryGetValues("Creel-Event-Id", out var ids) && Guid.TryParse(ids.First(), out var id) ? id : null,
            };
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is HttpRequestException or OperationCanceledException or IOException)
        {
            return new() { Fault = SendFault.From(e, plan.Target, trust.Refusal) };
        }
    }

    public void Dispose()
    {
        http.Dispose();
        trust.Dispose();
    }

    // An answer is short; of one that isn't, the beginning is enough, and disposing it ends the rest.
    private static async Task<string> ReadAsync(HttpContent content, CancellationToken stop)
    {
        await using var stream = await content.ReadAsStreamAsync(stop);
        var buffer = new byte[content.Headers.ContentLength is >= 0 and < LargestAnswer and var length ? (int)length + 1 : LargestAnswer];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }
}
