using Creel.Server.Certificates;
using Microsoft.AspNetCore.Connections;

namespace Creel.Server.Listeners;

/// <summary>Stands around Kestrel's TLS and reports handshakes that fail.</summary>
internal sealed class HandshakeWatch(TimeSpan handshakeTimeout, ServerCertificate certificate, ConnectionReports reports)
{
    /// <summary>Marks that the connection came through TLS.</summary>
    private sealed class Passed;

    public async Task OutsideAsync(ConnectionContext connection, ConnectionDelegate tls)
    {
        var attempt = HandshakeLog.Begin();
        try
        {
            await tls(connection);
        }
        catch (Exception e) when (connection.Features.Get<Passed>() is null)
        {
            attempt.Failure = e;
        }
        if (connection.Features.Get<Passed>() is not null) return;
        var problem = attempt.Client is { } client ? client
            : attempt.Failure is { } failure ? HandshakeProblem.Of(failure, certificate.Configured?.File)
            : attempt.TimedOut ? HandshakeProblem.TooSlow(handshakeTimeout)
            : HandshakeProblem.Unknown;
        reports.Add(connection.RemoteEndPoint, ConnectionProblem.HandshakeFailed, problem.Reason, problem.NextStep);
    }

    public static Task InsideAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        connection.Features.Set(new Passed());
        HandshakeLog.End();
        return next(connection);
    }
}
