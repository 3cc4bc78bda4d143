using System.Globalization;
using System.Text.Json;
using Creel.Bench.Load;
using Creel.Bench.Machine;
using Creel.Bench.Parties;

namespace Creel.Bench.Compare;

/// <summary>How long one load runs, or how many events it sends.</summary>
internal readonly record struct LoadSpan(TimeSpan WarmUp, TimeSpan Measured, long? Count = null)
{
    public override string ToString() => Count is { } count
        ? $"{count:N0} events"
        : $"{WarmUp.TotalSeconds:0.#} s warm-up and {Measured.TotalSeconds:0.#} s measured";
}

/// <summary>
/// Runs the load generator in a process of its own, so that neither its memory nor its threads carry over from one
/// party to the next, and gives it numbers that no other run of the same bench used.
/// </summary>
internal sealed class LoadProcess(int mostConnections)
{
    private long _nextNumber;

    public async Task<(LoadResult Result, AckedNumbers Acked)> RunAsync(RunningParty party, LoadSpan span, CancellationToken stop, string? sender = null)
    {
        var (ackedFile, resultFile) = (party.Place.At("acked.bin"), party.Place.At("load.json"));
        string[] arguments =
        [
            "load", "--port", Text(party.Place.Port), "--connections", Text(Math.Min(mostConnections, party.Party.Connections)),
            "--warm", Text(span.WarmUp.TotalSeconds), "--measure", Text(span.Measured.TotalSeconds), "--first", Text(_nextNumber),
            "--sources", Text(party.Party.Sources), "--server-pid", Text(party.Id), "--acked", ackedFile, "--out", resultFile,
            .. sender is not null ? ["--sender", sender] : Array.Empty<string>(),
            .. span.Count is { } count ? ["--count", Text(count)] : Array.Empty<string>(),
        ];
        File.Delete(resultFile);
        var longest = span.Count is null ? span.WarmUp + span.Measured + TimeSpan.FromSeconds(60) : TimeSpan.FromMinutes(17);
        var said = await OneShot.RunAsync(Environment.ProcessPath!, arguments, longest, stop);
        if (!File.Exists(resultFile)) throw new BenchException($"The load generator gave no result for {party.Party.Name}: {said}");
        var result = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(resultFile, stop), LoadJson.Default.LoadResult)!;
        _nextNumber = result.NextNumber;
        return (result, AckedNumbers.Read(ackedFile));
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
