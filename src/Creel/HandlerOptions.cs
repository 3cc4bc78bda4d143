namespace Creel;

/// <summary>Where a handler begins that has never run on an inbox before.</summary>
public enum HandlerStart
{
    /// <summary>With the first event that comes from now on.</summary>
    End = 0,

    /// <summary>With the oldest event that is kept.</summary>
    Oldest = 1,
}

/// <summary>How a handler is given its events.</summary>
public sealed class HandlerOptions
{
    /// <summary>The sources it wants, by name. Default: empty, all of them.</summary>
    public IList<string> Sources { get; } = [];

    /// <summary>Where it begins when it is new. Default: <see cref="HandlerStart.End"/>. Later it goes on where it stopped.</summary>
    public HandlerStart StartFrom { get; set; } = HandlerStart.End;

    /// <summary>Events that are handled at the same time, 1 to 256. Default: 1, one after the other in the order in which they were kept.</summary>
    public int Concurrency { get; set; } = 1;

    /// <summary>
    /// Nothing is handled before an event that failed, until that succeeds or is parked. Default: false, the others go on
    /// meanwhile. Needs a <see cref="Concurrency"/> of 1.
    /// </summary>
    public bool InOrder { get; set; }

    /// <summary>How long one attempt may take, 10 ms to a day. Default: 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts before an event is parked, 1 to 10,000. Default: 36, which takes about a day with the default delays.</summary>
    public int MaxAttempts { get; set; } = 36;

    /// <summary>The delay before the second attempt; it doubles with each that fails. At least 1 ms. Default: 1 second. Up to a fifth is taken off by chance.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay between two attempts. Default: 1 hour.</summary>
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromHours(1);
}
