namespace Creel.Inbox;

/// <summary>What an event that is read from a file brings along, and what is not decided about it any more.</summary>
/// <remarks>
/// <para>Whether it is new says its id alone: one that is there already stays as it is.</para>
/// <para>
/// It takes no part in deciding about others. Its sender key opens no window: the sender may well send that key again, to us,
/// for the first time, and an alarm that is merged into a file's copy of another one would be lost. Nor is it remembered for
/// look-alikes: a sender that repeats what a file holds repeats nothing to us, and a long import would push out all that
/// senders sent. What was decided where it came from (<see cref="RepeatOf"/>, <see cref="KeyReused"/>, <see cref="Repeats"/>)
/// is kept as it is.
/// </para>
/// </remarks>
internal sealed record ImportMarks
{
    /// <summary>Nothing says when it was received: <see cref="NewEvent.ReceivedAt"/> is when it was imported.</summary>
    public bool ReceivedAtUnknown { get; init; }

    public bool KeyReused { get; init; }
    public int Repeats { get; init; }
    public Guid? RepeatOf { get; init; }
}
