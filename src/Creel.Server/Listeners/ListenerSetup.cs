using System.Diagnostics;
using Creel.Server.Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Creel.Server.Listeners;

/// <summary>
/// What stands between the network and HTTP: cap per address, plain-HTTP hint, TLS, and a report of everything that fails there.
/// </summary>
internal sealed class ListenerSetup
{
    private readonly ServerCertificate _certificate;
    private readonly ListenerLimits _limits;
    private readonly ConnectionCap _cap;
    private readonly ProxiesOnly _proxiesOnly;
    private readonly FirstByte _firstByte;
    private readonly HandshakeWatch _watch;
    private readonly RefusedRequests _refused;

    /// <param name="certificate">Served at every https:// address.</param>
    /// <param name="report">Called from the connections' own tasks: must not block.</param>
    /// <param name="limits">Bounds per address and in time.</param>
    /// <param name="time">Deadlines and the reports' times.</param>
    public ListenerSetup(ServerCertificate certificate, Action<ConnectionReport> report, ListenerLimits limits, TimeProvider time)
    {
        var reports = new ConnectionReports(report, time);
        _certificate = certificate;
        _limits = limits;
        _cap = new ConnectionCap(limits, reports);
        _proxiesOnly = new ProxiesOnly(limits.TrustedProxies, reports);
        _firstByte = new FirstByte(limits.HandshakeTimeout, reports, time);
        _watch = new HandshakeWatch(limits.HandshakeTimeout, certificate, reports);
        _refused = new RefusedRequests(reports);
    }

    /// <summary>Whether these are the console's addresses, where no client certificate is asked for.</summary>
    public bool ForConsole { get; init; }

    /// <summary>Adds what <see cref="Apply"/> needs. After any <c>ClearProviders()</c>.</summary>
    public static void AddServices(IServiceCollection services) => HandshakeLog.AddTo(services);

    /// <summary>Makes Kestrel listen. Within <c>ConfigureKestrel</c>.</summary>
    public void Apply(KestrelServerOptions options, IEnumerable<ListenAddress> addresses)
    {
        var services = options.ApplicationServices;
        if (!services.GetServices<ILoggerProvider>().OfType<HandshakeLog>().Any())
        {
            throw new InvalidOperationException(
                $"{nameof(ListenerSetup)}.{nameof(AddServices)} was not called, or its logger was cleared away.");
        }
        // The host's own listener, not the process-wide list: two hosts must not report each other's requests.
        services.GetRequiredService<DiagnosticListener>().Subscribe(_refused, RefusedRequests.IsWanted);
        foreach (var address in addresses) address.Bind(options, listen => Configure(listen, address));
    }

    private void Configure(ListenOptions listen, ListenAddress address)
    {
        Use(listen, _cap.OnConnectionAsync);
        if (!address.IsTls)
        {
            listen.Protocols = HttpProtocols.Http1;
            if (!ListenRule.IsLoopback(address)) Use(listen, _proxiesOnly.OnConnectionAsync);
            return;
        }
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        Use(listen, _firstByte.OnConnectionAsync);
        Use(listen, _watch.OutsideAsync);
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(ForConsole ? _certificate.ConsoleOptions : _certificate.Options),
            HandshakeTimeout = _limits.HandshakeTimeout,
        });
        Use(listen, HandshakeWatch.InsideAsync);
    }

    private static void Use(ListenOptions listen, Func<ConnectionContext, ConnectionDelegate, Task> middleware) =>
        listen.Use(next => connection => middleware(connection, next));
}
