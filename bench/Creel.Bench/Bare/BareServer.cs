using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Creel.Bench.Bare;

/// <summary>
/// The ceiling for anything built on Kestrel: checks the credentials, reads the whole body, answers, keeps nothing.
/// No routing, no logging, nothing between the server and the one delegate.
/// </summary>
internal static class BareServer
{
    private static readonly byte[] Expected = Encoding.ASCII.GetBytes(Credentials.HeaderValue);
    private static readonly byte[] Received = "Webhook notification received"u8.ToArray();

    public static async Task RunAsync(int port, string certificate, string key, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        using var leaf = X509Certificate2.CreateFromPemFile(certificate, key);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, endpoint => endpoint.UseHttps(leaf)));
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync(stop);
        await app.WaitForShutdownAsync(stop);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        if (!Authorized(context.Request))
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            response.Headers.WWWAuthenticate = "Basic";
            return;
        }

        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(context.RequestAborted);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }
        response.StatusCode = HttpMethods.IsPost(context.Request.Method) ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        response.ContentLength = Received.Length;
        await response.Body.WriteAsync(Received, context.RequestAborted);
    }

    private static bool Authorized(HttpRequest request)
    {
        var given = request.Headers.Authorization.ToString();
        Span<byte> bytes = stackalloc byte[Expected.Length];
        return given.Length == Expected.Length
            && Encoding.ASCII.GetBytes(given, bytes) == Expected.Length
            && CryptographicOperations.FixedTimeEquals(bytes, Expected);
    }
}
