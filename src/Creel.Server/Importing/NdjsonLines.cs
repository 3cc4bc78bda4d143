using System.Runtime.CompilerServices;
using Creel.Importing;
using Creel.Json;

namespace Creel.Server.Importing;

/// <summary>An export: every line goes to the server as it is. Whether it is an event is for the server to say.</summary>
internal static class NdjsonLines
{
    public static async IAsyncEnumerable<ImportItem> ReadAsync(LineReader lines, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (await lines.NextAsync(cancel) is var kind and not LineKind.End)
        {
            if (kind == LineKind.TooLong)
            {
                yield return new(lines.Number, default, $"it is longer than {ImportLine.Longest >> 20} MiB");
                continue;
            }
            var line = lines.Line;
            if (lines.Number == 1 && line.Span.StartsWith("\uFEFF"u8)) line = line[3..];
            if (!line.Span.Trim(" \t\r"u8).IsEmpty) yield return new(lines.Number, line);
        }
    }
}
