using System.CommandLine;
using Creel.Senders;
using Creel.Server.Local;

namespace Creel.Server.Sending;

/// <summary>The options of <c>creel send</c>, and the plan they make.</summary>
internal sealed class SendOptions
{
    private const int ManyAtOnce = 16;
    private const int ManyAtOnceAtRate = 128;
    private static readonly TimeSpan LongerThanReceivers = TimeSpan.FromMinutes(1);

    private readonly Argument<string?> url = new("URL")
    {
        Description = "Where to send. Without it: the receiver on this machine, with its own credentials and certificate",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> source = new("--source") { HelpName = "NAME", Description = "Send to this source of the receiver on this machine, with its path and credentials" };
    private readonly Option<string?> sample = new("--sample") { HelpName = "NAME", Description = "A sample event: " + string.Join(", ", EmbeddedSamples.Names) };
    private readonly Option<string?> data = new("--data", "-d") { HelpName = "TEXT|@FILE|-", Description = "The body: a text, a file's content, or standard input" };
    private readonly Option<string?> contentType = new("--content-type") { HelpName = "TYPE", Description = "Content-Type of the body (default: the sender's, else application/json)" };
    private readonly Option<string?> method = new("--method", "-X") { HelpName = "METHOD", Description = "HTTP method (default: the sender's, else POST)" };
    private readonly Option<string?> user = new("--user", "-u") { HelpName = "NAME:PASSWORD", Description = "Credentials for HTTP Basic; also from $CREEL_USER" };
    private readonly Option<bool> userStdin = new("--user-stdin") { Description = "Read NAME:PASSWORD from standard input" };
    private readonly Option<string[]> headers = new("--header", "-H") { HelpName = "'NAME: VALUE'", Description = "Add a header; may be given several times" };
    private readonly Option<bool> insecure = new("--insecure", "-k") { Description = "Accept any certificate" };
    private readonly Option<long?> count = new("--count") { HelpName = "N", Description = "Send N events (samples each with an id of its own) and sum up" };
    private readonly Option<double?> rate = new("--rate") { HelpName = "N", Description = "Send N a second, however slowly they are answered; without --count until Ctrl+C" };
    private readonly Option<int?> concurrency = new("--concurrency")
    {
        HelpName = "N",
        Description = $"Requests under way at once, at most (default {ManyAtOnce}; with --rate {ManyAtOnceAtRate})",
    };
    private readonly Option<double> timeout = new("--timeout") { HelpName = "SECONDS", Description = "Wait so long for an answer", DefaultValueFactory = _ => 30 };
    private readonly Option<string?> dataDirectory = new("--data-dir")
    {
        HelpName = "DIR",
        Description = "Data directory of the receiver on this machine (what `serve` calls --data; default: $CREEL_DATA, else the usual place)",
    };
    private readonly SenderOptions sender = new();
    private readonly Option<string?> fault = new("--fault")
    {
        HelpName = FaultKinds.Names,
        Description = "Send what goes wrong in life, and say whether the receiver behaved",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the result as one JSON object" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(url);
        foreach (var option in (Option[])[source, sample, data, contentType, method, user, userStdin, headers, insecure, count, rate, concurrency, timeout,
            dataDirectory, .. sender.All, fault, Json])
        {
            command.Options.Add(option);
        }
    }

    public SendPlan Read(ParseResult given, TimeProvider time)
    {
        OneReader(given);
        var target = SendTarget.Find(given.GetValue(url), ReadUser(given), DataDirectory.Find(given.GetValue(dataDirectory)), given.GetValue(source), sender.HasSecret(given));
        var profile = sender.ReadSender(given, target);
        var many = given.GetValue(count) is not null || given.GetValue(rate) is not null;
        var perSecond = AtLeast("--rate", given.GetValue(rate), 0.001);
        var sample = given.GetValue(this.sample) is null && profile is not null ? SenderSample.Of(profile) : null;
        var plan = new SendPlan
        {
            Target = target,
            Method = given.GetValue(method) is { } verb ? ReadMethod(verb) : null,
            Body = ReadBody(given, many, sample is not null, time),
            ContentType = given.GetValue(contentType) ?? (sample is null ? "application/json" : null),
            Sender = profile,
            Sample = sample,
            Signing = sender.ReadSigning(given, target, profile),
            Headers = [.. given.GetValue(headers)!.Select(SendHeaders.Parse)],
            Insecure = given.GetValue(insecure),
            Count = many ? AtLeast<long>("--count", given.GetValue(count), 1) : 1,
            Schedule = perSecond is { } r ? SendSchedule.AtRate(r) : SendSchedule.AsFastAsAnswered,
            Concurrency = AtLeast("--concurrency", given.GetValue(concurrency), 1) ?? (perSecond is null ? ManyAtOnce : ManyAtOnceAtRate),
            Timeout = TimeSpan.FromSeconds(Math.Min(AtLeast<double>("--timeout", given.GetValue(timeout), 0.001)!.Value, 86_400)),
        };
        SendRequests.Try(plan, time.GetUtcNow());
        // A receiver's own limit is what is looked for: it should come before ours.
        return given.GetValue(fault) == FaultKind.Slow.Name() && given.GetResult(timeout) is null or { Implicit: true } ? plan with { Timeout = LongerThanReceivers } : plan;
    }

    /// <summary>Null: nothing is to go wrong.</summary>
    public FaultKind? ReadFault(ParseResult given)
    {
        if (given.GetValue(fault) is not { } name) return null;
        var kind = FaultKinds.Parse(name);
        return IsRun(given) ? throw CommandException.Usage("--fault is of one event, and --count and --rate are of many.", "Leave them out.") : kind;
    }

    /// <summary>A run is summed up; a single event's answer is printed.</summary>
    public bool IsRun(ParseResult given) => given.GetValue(count) is not null || given.GetValue(rate) is not null;

    private UserPassword? ReadUser(ParseResult given)
    {
        var text = given.GetValue(user);
        if (text is null && given.GetValue(userStdin))
        {
            text = Terminal.ReadLine() ?? "";
        }
        text ??= Environment.GetEnvironmentVariable("CREEL_USER") is { Length: > 0 } set ? set : null;
        if (text is null) return null;
        return UserPassword.Parse(text) ?? throw CommandException.Usage("The credentials are not of the form NAME:PASSWORD.", "For example: --user webhook:secret");
    }

    private void OneReader(ParseResult given)
    {
        string?[] readers = [given.GetValue(data) == "-" ? "--data -" : null, given.GetValue(userStdin) && given.GetValue(user) is null ? "--user-stdin" : null, sender.ReadsInput(given) ? "--secret-stdin" : null];
        if (readers.OfType<string>().ToList() is [var one, var other, ..]) throw CommandException.Usage($"Standard input can't be both {one} and {other}.", "Give the body as --data @FILE, the secret as $CREEL_SECRET, the user as $CREEL_USER.");
    }

    private SendBody? ReadBody(ParseResult given, bool many, bool hasSample, TimeProvider time)
    {
        if (given.GetValue(data) is { } text)
        {
            if (given.GetValue(sample) is not null) throw CommandException.Usage("--data and --sample both name the body.", "Give one of them.");
            return SendBody.Same(BodyOption.Read(text, Terminal.OpenInput()));
        }
        var wanted = given.GetValue(sample);
        if (wanted is null && given.GetValue(method)?.ToUpperInvariant() is "GET" or "HEAD") return SendBody.None;
        if (hasSample) return null;
        var bytes = EmbeddedSamples.Read(wanted ?? "catalyst-center");
        return many ? SendBody.UniqueSample(bytes, time) : SendBody.Same(bytes);
    }

    private static HttpMethod ReadMethod(string method) =>
        SendHeaders.IsToken(method) ? new(method.ToUpperInvariant()) : throw CommandException.Usage("--method is not a method's name.", "For example: --method PUT");

    private static T? AtLeast<T>(string option, T? value, T least) where T : struct, IComparable<T> =>
        value is not { } v || v.CompareTo(least) >= 0 ? value : throw CommandException.Usage($"{option} {v} is too small.", $"The least is {least}.");
}
