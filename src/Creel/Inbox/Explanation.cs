namespace Creel.Inbox;

/// <summary>Why a signature was not taken, found out by trying.</summary>
/// <param name="Cause">One of a few words, such as <c>clock</c>; null: none was found.</param>
/// <param name="NextStep">What it is, and what to do.</param>
/// <param name="Tried">What was tried, in words. The last is what fitted, where something did.</param>
internal sealed record Explanation(string? Cause, string NextStep, IReadOnlyList<string> Tried);
