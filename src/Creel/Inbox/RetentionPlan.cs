namespace Creel.Inbox;

/// <summary>
/// What is kept how long. The bytes of <see cref="Whole"/> bound the inbox with all that is in it: over them the oldest
/// event goes first, whatever its source. Its age is that of the sources without a rule of their own.
/// </summary>
internal sealed class RetentionPlan(RetentionRule whole, IReadOnlyDictionary<string, RetentionRule> sources)
{
    public static readonly RetentionPlan Default = new(RetentionRule.None, new Dictionary<string, RetentionRule>());

    public RetentionRule Whole => whole;

    /// <summary>Sources with a rule of their own, by name.</summary>
    public IReadOnlyDictionary<string, RetentionRule> Sources => sources;
}
