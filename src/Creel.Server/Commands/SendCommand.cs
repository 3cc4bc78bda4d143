using System.CommandLine;
using System.Text;
using System.Text.Json;
using Creel.Server.Sending;

namespace Creel.Server.Commands;

/// <summary><c>creel send</c>: a test sender, and a load generator that tells the truth about waiting.</summary>
internal static class SendCommand
{
    private const int LongestAnswer = 2000;

    public static Command Create()
    {
        var options = new SendOptions();
        var command = new ExplainedCommand("send", "Send a test event: the Catalyst Center sample to the receiver on this machine, or what you say.", """
            Examples:
              creel send                                one event to the receiver on this machine; prints the answer
              creel send --sample catalyst-center-test  the event that a controller's "Try it" button sends
              creel send --count 1000                   many, as fast as they are answered, and what became of them
              creel send --rate 200                     200 a second until Ctrl+C, whatever the answers do: latencies count
                                                        from the moment an event was due, so that waiting is not left out
              creel send https://HOST:5443/webhook --user NAME:PASSWORD --insecure --data @event.json
              creel send --source github                the sample of that source's sender, signed with the source's secret
              creel send https://HOST:5443/hooks/github --sender github --secret-stdin
              creel send --source github --fault stale  what goes wrong in life, and whether the receiver behaved

            Exit status 0 only when every event was answered 2xx; with --fault, when the receiver behaved.
            """);
        options.AddTo(command);
        command.SetAction((given, stop) => RunAsync(options, given, stop));
        return command;
    }

    private static async Task<int> RunAsync(SendOptions options, ParseResult given, CancellationToken stop)
    {
        var fault = options.ReadFault(given);
        var plan = options.Read(given, TimeProvider.System);
        if (fault is { } kind) return await FaultAsync(kind, plan, given.GetValue(options.Json), stop);
        var run = new SendRun(plan, TimeProvider.System);
        var json = given.GetValue(options.Json);
        return options.IsRun(given) ? await ManyAsync(run, plan, json, stop) : await OneAsync(run, plan, json, stop);
    }

    private static async Task<int> OneAsync(SendRun run, SendPlan plan, bool json, CancellationToken stop)
    {
        var tally = await run.RunAsync(stop);
        if (tally.Last is not { } result) return 1;
        if (json) Terminal.Out.WriteLine(Encoding.UTF8.GetString(ToJson(result, tally.Latencies.Max)));
        else if (result.Fault is null) PrintAnswer(result);
        if (!result.Succeeded) Explain(result, plan);
        return result.Succeeded ? 0 : 1;
    }

    private static async Task<int> ManyAsync(SendRun run, SendPlan plan, bool json, CancellationToken stop)
    {
        using var ended = new CancellationTokenSource();
        var progress = Terminal.ErrorIsTerminal
            ? new SendProgress(run, plan.Count, Terminal.Error, TimeProvider.System).ShowAsync(ended.Token)
            : Task.CompletedTask;
        var tally = await run.RunAsync(stop);
        var elapsed = run.Elapsed;
        await ended.CancelAsync();
        await progress;
        if (json) Terminal.Out.WriteLine(Encoding.UTF8.GetString(SendSummary.Json(tally, plan, elapsed)));
        else Terminal.Out.Write(SendSummary.Text(tally, plan, elapsed));
        if (tally.FirstFailure is { } failure) Explain(failure, plan);
        return tally.Failed == 0 && tally.Sent == (plan.Count ?? tally.Sent) ? 0 : 1;
    }

    private static async Task<int> FaultAsync(FaultKind kind, SendPlan plan, bool json, CancellationToken stop)
    {
        var report = await new FaultRun(plan, TimeProvider.System).RunAsync(kind, stop);
        if (json) Terminal.Out.WriteLine(FaultText.Json(report));
        else Terminal.Out.Write(FaultText.Text(report));
        if (report.Verdict is null) Explain(report.Answers[^1], plan);
        return report.Verdict is { Behaved: true } ? 0 : 1;
    }

    private static void PrintAnswer(SendResult result)
    {
        Terminal.Out.WriteLine($"Webhook notification status code:  {result.Status}");
        Terminal.Out.WriteLine($"Webhook notification response:  {AnswerText.OneLine(result.Text, LongestAnswer)}");
        if (result.EventId is { } id) Terminal.Out.WriteLine($"Event id:  {id}");
    }

    private static void Explain(SendResult failure, SendPlan plan)
    {
        if (failure.Fault is { } fault)
        {
            Terminal.Error.WriteLine($"creel: {AnswerText.OneLine(fault.Detail, 500)}\n{fault.Remedy}");
            return;
        }
        Terminal.Error.WriteLine($"creel: {plan.Target.Url.GetLeftPart(UriPartial.Path)} answered {failure.Status}.");
        if (SendFault.RemedyFor(failure.Status, plan.Target, plan.Signing) is { } remedy) Terminal.Error.WriteLine(remedy);
    }

    private static byte[] ToJson(SendResult result, TimeSpan took)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("status", result.Status);
            json.WriteString("response", AnswerText.OneLine(result.Text, LongestAnswer));
            if (result.EventId is { } id) json.WriteString("id", id);
            if (result.Fault is { } fault) json.WriteString("error", fault.Kind);
            json.WriteNumber("milliseconds", Math.Round(took.TotalMilliseconds, 1));
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
