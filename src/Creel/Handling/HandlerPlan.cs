using System.Text.RegularExpressions;

namespace Creel.Handling;

/// <summary>A handler as the app declared it.</summary>
/// <param name="Name">Under which its position is kept.</param>
/// <param name="Options">How it is given its events.</param>
/// <param name="Handle">Handles one.</param>
internal sealed partial record HandlerPlan(string Name, HandlerOptions Options, Func<WebhookEvent, CancellationToken, Task> Handle)
{
    private const int MostAtOnce = 256;
    private const int MostAttempts = 10_000;
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(30);

    public bool Wants(string source) => Options.Sources.Count == 0 || Options.Sources.Contains(source);

    /// <summary>Everything that is wrong with the handlers of an app, each with its remedy.</summary>
    public static IEnumerable<string> Problems(IReadOnlyCollection<HandlerPlan> plans, IReadOnlyCollection<string> sources) =>
        plans.GroupBy(plan => plan.Name).Where(same => same.Count() > 1)
            .Select(same => $"handler {same.Key}: is added {same.Count()} times. Give each a name of its own.")
            .Concat(plans.SelectMany(plan => plan.Wrong(sources).Select(wrong => $"handler {plan.Name}: {wrong}")));

    private IEnumerable<string> Wrong(IReadOnlyCollection<string> sources)
    {
        if (!NameShape().IsMatch(Name)) yield return "can't be a name. It has up to 63 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.";
        foreach (var source in Options.Sources.Where(source => !sources.Contains(source)))
            yield return $"Sources names {source}, which is no source of this app. There is {string.Join(", ", sources)}.";
        if (Options.Concurrency is < 1 or > MostAtOnce) yield return $"Concurrency is {Options.Concurrency}. Set it to 1 to {MostAtOnce}.";
        else if (Options is { InOrder: true, Concurrency: > 1 }) yield return $"InOrder and a Concurrency of {Options.Concurrency} exclude each other. Set Concurrency to 1.";
        if (Options.MaxAttempts is < 1 or > MostAttempts) yield return $"MaxAttempts is {Options.MaxAttempts}. Set it to 1 to {MostAttempts}.";
        if (Options.Timeout < TimeSpan.FromMilliseconds(10) || Options.Timeout > LongestTimeout) yield return $"Timeout is {Options.Timeout}. Set it to 10 ms to a day.";
        if (Options.FirstDelay < TimeSpan.FromMilliseconds(1) || Options.FirstDelay > Options.LongestDelay) yield return $"FirstDelay is {Options.FirstDelay}. Set it to 1 ms to LongestDelay ({Options.LongestDelay}).";
        if (Options.LongestDelay > LongestDelay) yield return $"LongestDelay is {Options.LongestDelay}. Set it to 30 days at most.";
        if (!Enum.IsDefined(Options.StartFrom)) yield return "StartFrom is neither End nor Oldest.";
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameShape();
}
