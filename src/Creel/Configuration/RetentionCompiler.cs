using Creel.Inbox;

namespace Creel.Configuration;

/// <summary>How long events are kept. A rule that would delete nearly everything is a slip of the pen.</summary>
internal static class RetentionCompiler
{
    private const long LeastBytes = 64L << 20;
    private static readonly TimeSpan LeastAge = TimeSpan.FromMinutes(1);

    /// <summary>Null when nothing is said.</summary>
    public static RetentionRule? Compile(RetentionOptions? options, ConfigProblems problems)
    {
        if (options is null) return null;
        if (options.MaxAge is { } age && age.Value < LeastAge) problems.Add(age.Place, $"is {age.Shown}: nobody would see an event before it is deleted.", "Write at least 1m.");
        if (options.MaxBytes is { } bytes && bytes.Value < LeastBytes) problems.Add(bytes.Place, $"is {bytes.Shown}, less than an inbox needs for itself.", "Write at least 64MiB.");
        return new(options.MaxAge?.Value, options.MaxBytes?.Value);
    }
}
