namespace Creel.Bench.Hostile;

/// <summary>Who else is connected while valid senders are measured.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Clients">Strangers without credentials, each on a connection of its own.</param>
/// <param name="EachPerSecond">How often each of them knocks; 0: again as soon as it is answered; negative: never, it only stays connected.</param>
/// <param name="LeastRatio">What the valid senders' rate should be of theirs without it; null: only reported.</param>
internal sealed record Attack(string Name, int Clients, double EachPerSecond, double? LeastRatio)
{
    public static readonly Attack[] All =
    [
        new("nobody", 0, -1, null),
        new("200 strangers, 10 requests/s each", 200, 10, 0.8),
        new("2,000 idle connections", 2_000, -1, 0.8),
        new("200 strangers, as fast as they are answered", 200, 0, 0.8),
    ];
}
