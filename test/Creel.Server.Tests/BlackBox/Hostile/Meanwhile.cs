using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Creel.Server.Tests.BlackBox.Hostile;

/// <summary>
/// Valid senders, at work while somebody else attacks: every request of theirs must be acknowledged, and the rate is compared with
/// the one without the attack, measured before and after it. Attacker and other programs share the processor, so the best of three
/// rounds counts, and the test only asks for a part of what was measured (docs/reliability.md).
/// </summary>
internal sealed class Meanwhile(CreelProcess creel)
{
    private const int Senders = 8;
    private const int Events = 1_000;
    private const int Rounds = 3;
    private const double LeastRatio = 0.1;

    private readonly ConcurrentBag<string> _acknowledged = [];

    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    /// <param name="attack">Tells when it is in full swing, and goes on until it is cancelled.</param>
    public async Task AssertServedAsync(Func<TaskCompletionSource, CancellationToken, Task> attack)
    {
        await SendAsync(); // warm
        var before = await SendAsync();
        using var end = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var attacking = Task.Run(() => attack(begun, end.Token));
        await Task.WhenAny(begun.Task, attacking).WaitAsync(CreelProcess.Patience);
        var under = await SendAsync();
        for (var round = 1; round < Rounds && under > before; round++) under = TimeSpan.FromTicks(Math.Min(under.Ticks, (await SendAsync()).Ticks));
        Assert.False(attacking.IsCompleted, $"the attack ended by itself: {attacking.Exception}");
        var resident = ResidentMegabytes(creel.Id);
        await end.CancelAsync();
        await attacking;
        var after = await SendAsync();
        var ratio = (before + after) / 2 / under;
        TestContext.Current.SendDiagnosticMessage("{0}: {1:0.00} x their rate, {2} MB resident", TestContext.Current.Test?.TestDisplayName ?? "", ratio, resident);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} of their rate, {resident} MB resident"));
        Assert.True(ratio >= LeastRatio, $"others were served at {ratio:0.00} of their rate");
        Assert.True(resident < 1_000, $"{resident} MB were resident");
    }

    /// <summary>Resident memory of a process, as Linux counts it.</summary>
    public static int ResidentMegabytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return int.Parse(line["VmRSS:".Length..].Replace("kB", "").Trim(), CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Sends a number of events and gives the time it took.</summary>
    private async Task<TimeSpan> SendAsync()
    {
        using var client = creel.Client();
        var left = Events;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            for (var number = Interlocked.Decrement(ref left); number >= 0; number = Interlocked.Decrement(ref left))
            {
                using var body = new StringContent($$"""{"eventId": "NETWORK-DEVICES-3-210", "instanceId": "{{number}}"}""", MediaTypeHeaderValue.Parse("application/json"));
                using var answer = await client.PostAsync("/webhook", body);
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
                _acknowledged.Add(answer.Headers.GetValues("Creel-Event-Id").Single());
            }
        })));
        return Stopwatch.GetElapsedTime(started);
    }
}

/// <summary>An attack is measured alone: beside another one, or beside other tests, a rate says nothing.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneAttackAtATime
{
    public const string Name = "one attack at a time";
}
