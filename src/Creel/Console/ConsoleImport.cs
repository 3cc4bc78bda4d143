using Creel.Importing;

namespace Creel.Console;

/// <summary>How the API brings events in.</summary>
internal sealed record ConsoleImport
{
    /// <summary>Takes NDJSON as it comes; the source and the sender to take all of it as, null where each line says so.</summary>
    public required Func<Stream, string?, string?, CancellationToken, Task<ImportTally>> Run { get; init; }
}
