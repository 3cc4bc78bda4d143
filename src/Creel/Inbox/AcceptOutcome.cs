namespace Creel.Inbox;

/// <summary>What came of an operator's wish to let a refused request in.</summary>
/// <param name="EventId">The event that it is, or that it was merged into; null when it was not let in.</param>
/// <param name="Already">It had been let in before.</param>
/// <param name="Repeat">It repeats an event that was kept already, and was merged into it.</param>
/// <param name="Problem">Why it can't be let in, and what to do; null when it was.</param>
internal sealed record AcceptOutcome(Guid? EventId = null, bool Already = false, bool Repeat = false, string? Problem = null)
{
    /// <summary>There is no such refused request.</summary>
    public static readonly AcceptOutcome Missing = new();

    public static AcceptOutcome Refused(string problem) => new(Problem: problem);
}
