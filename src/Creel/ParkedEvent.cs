using Creel.Handling;

namespace Creel;

/// <summary>An event that a handler failed on too often.</summary>
public sealed class ParkedEvent
{
    private readonly OwedEvent _owed;

    internal ParkedEvent(OwedEvent owed) => _owed = owed;

    /// <summary>The event's id: <see cref="CreelInbox.Find"/> has it as long as retention keeps it.</summary>
    public Guid Id => _owed.Id;

    /// <summary>The event's place.</summary>
    public long Sequence => _owed.Seq;

    /// <summary>Attempts that failed.</summary>
    public int Attempts => _owed.Attempts;

    /// <summary>When the last one failed.</summary>
    public DateTimeOffset FailedAt => _owed.FailedAt;

    /// <summary>The type and message of the last exception, at most 1,000 characters.</summary>
    public string Error => _owed.Error;
}
