namespace Creel.Handling;

/// <summary>An event that a handler has failed to handle so far.</summary>
/// <param name="Seq">Its place.</param>
/// <param name="Id">Its name.</param>
/// <param name="Attempts">That failed.</param>
/// <param name="Due">When it is tried again; null: parked.</param>
/// <param name="FailedAt">When it failed last.</param>
/// <param name="Error">What it failed with.</param>
internal sealed record OwedEvent(long Seq, Guid Id, int Attempts, DateTimeOffset? Due, DateTimeOffset FailedAt, string Error);
