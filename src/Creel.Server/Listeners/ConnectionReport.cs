using System.Net;

namespace Creel.Server.Listeners;

internal enum ConnectionProblem
{
    TooManyConnections,
    PlainHttp,
    HandshakeFailed,
    BadRequest,
}

/// <summary>A connection that came to nothing before there was a request to answer.</summary>
internal sealed record ConnectionReport
{
    public required DateTimeOffset At { get; init; }
    public required string RemoteAddress { get; init; }
    public required ConnectionProblem Kind { get; init; }

    /// <summary>One phrase. It may hold text from the other side; control characters are taken out.</summary>
    public required string Reason { get; init; }

    /// <summary>What somebody who wonders should do next.</summary>
    public string? NextStep { get; init; }

    /// <summary>The status that was answered, where there was an answer.</summary>
    public int? Status { get; init; }
}

/// <summary>Makes the reports. The receiver of them must not block: it is called from the connection's own task.</summary>
internal sealed class ConnectionReports(Action<ConnectionReport> receiver, TimeProvider time)
{
    public void Add(EndPoint? remote, ConnectionProblem kind, string reason, string? nextStep, int? status = null) =>
        receiver(new ConnectionReport
        {
            At = time.GetUtcNow(),
            RemoteAddress = Show((remote as IPEndPoint)?.Address),
            Kind = kind,
            Reason = string.Concat(reason.Select(c => char.IsControl(c) ? ' ' : c)),
            NextStep = nextStep,
            Status = status,
        });

    /// <summary>An IPv4 sender is shown as such, though a dual-stack socket sees it as ::ffff:192.0.2.1.</summary>
    private static string Show(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        _ => address.ToString(),
    };
}
