namespace Creel.Bench.Load;

/// <summary>What to send. Ends by time, or after <see cref="Count"/> events when that is given.</summary>
internal sealed record LoadOptions
{
    public required int Port { get; init; }
    public int Connections { get; init; } = 64;
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1.5);
    public TimeSpan Measured { get; init; } = TimeSpan.FromSeconds(4);
    public long? Count { get; init; }

    /// <summary>The first number of this run: the caller keeps runs apart.</summary>
    public long First { get; init; }

    /// <summary>Spread over so many configured sources (<see cref="BenchSource"/>); 0: all to /webhook.</summary>
    public int Sources { get; init; }

    /// <summary>Send what this one sends (see <see cref="Senders.SenderCase"/>).</summary>
    public string? Sender { get; init; }

    /// <summary>The process whose CPU time, with its children's, is read around the measured part.</summary>
    public int? ServerProcess { get; init; }
}
