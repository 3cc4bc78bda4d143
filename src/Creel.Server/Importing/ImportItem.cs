namespace Creel.Server.Importing;

/// <summary>One event of a file that is imported, as a line for the API; or the reason why there is none.</summary>
/// <param name="Line">The line of the file on which it begins.</param>
/// <param name="Json">Good until the next one is read.</param>
/// <param name="Problem">What is wrong with it, when something is; it is not sent then.</param>
internal readonly record struct ImportItem(long Line, ReadOnlyMemory<byte> Json, string? Problem = null);
