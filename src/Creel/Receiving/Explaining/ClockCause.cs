using Creel.Signatures;

namespace Creel.Receiving.Explaining;

/// <summary>The signature is right, and its time is not.</summary>
internal static class ClockCause
{
    /// <summary>No clock that anybody looks after is off by more; what is older waited somewhere, or is repeated.</summary>
    private static readonly TimeSpan Clock = TimeSpan.FromMinutes(90);

    public static Finding? Find(SignatureCase about, SignatureScheme scheme, in SignatureCheck check) => check.Fault switch
    {
        SignatureFault.Early => new("clock", $"The signature is right, but its time is {Age(-check.Age)} ahead of this clock. Compare the clocks: set the sender's by NTP, and look at `timedatectl` here."),
        SignatureFault.Stale when check.Age <= Clock => new("clock",
            $"The signature is right, but its time is {Age(check.Age)} behind this clock. Compare the clocks: set the sender's by NTP, and look at `timedatectl` here. "
            + "If they agree, the request was on its way for so long."),
        SignatureFault.Stale => new("delayed",
            $"The signature is right, but it was made {Age(check.Age)} before it came. The request waited in a queue on its way, or somebody who saw it repeats it (or the sender's clock is that wrong). "
            + "If it is missing among the events, let it in with `creel quarantine accept`; else leave it."),
        SignatureFault.Malformed when scheme.Time?.Place == check.Place => new("time-format",
            $"The signature is right, but its time, {check.Place}, is not written as {about.Source.Sender.Title} writes it (seconds, milliseconds or ISO 8601). Is it that sender? `signature: {{ timestampUnit: … }}` of the source says how it is written."),
        _ => null,
    };

    private static string Age(TimeSpan age) => age.TotalMinutes < 2 ? $"{age.TotalSeconds:0} seconds" : age.TotalHours < 3 ? $"{age.TotalMinutes:0} minutes" : age.TotalDays < 3 ? $"{age.TotalHours:0} hours" : $"{age.TotalDays:0} days";
}
