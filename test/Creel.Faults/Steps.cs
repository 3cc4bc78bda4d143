using Creel.Faults.Disk;

namespace Creel.Faults;

/// <summary>What may happen to an inbox.</summary>
internal abstract record Step;

/// <summary>A batch comes in. A poisoned one ends with an event that the database refuses.</summary>
internal sealed record Send(IReadOnlyList<Sent> Batch, bool Poisoned = false) : Step
{
    public override string ToString() => $"Send [{string.Join(' ', Batch)}]{(Poisoned ? " poisoned" : "")}";
}

/// <summary>Time goes on, or jumps back.</summary>
internal sealed record Wait(TimeSpan By) : Step;

/// <summary>The server stops properly and starts again.</summary>
internal sealed record Restart : Step;

/// <summary>It is killed.</summary>
internal sealed record Kill : Step;

/// <summary>The log is copied into the database, from another connection.</summary>
internal sealed record Fold(string Mode) : Step;

/// <summary>What is kept is read and compared.</summary>
internal sealed record Look(int From, int Limit) : Step;

/// <summary>The power goes after so many operations of the disk.</summary>
internal sealed record LosePower(int After) : Step;

/// <summary>The disk fails for a while; times -1: until <see cref="Heal"/>.</summary>
internal sealed record Fail(SimulatedDisk.Kinds Kinds, int Errno, int After, int Times) : Step;

/// <summary>The disk is well again.</summary>
internal sealed record Heal : Step;

/// <summary>
/// One event to send. Few keys and few bodies, so that many are alike. Key 0: without sender key; body 0: one like no other.
/// </summary>
internal readonly record struct Sent(int Source, int Key, int Body, int Size)
{
    public override string ToString() => $"{Source}/k{Key}/b{Body}/{Size}";
}
