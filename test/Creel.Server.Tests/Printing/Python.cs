using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Creel.Server.Tests.Printing;

/// <summary>Python's own <c>json.dumps(indent=4)</c>, one process for many documents.</summary>
internal static class Python
{
    // A document a line, hex on the way in and out: no character of it can be taken for anything else.
    private const string Script = """
        import json, sys
        for line in sys.stdin:
            print(json.dumps(json.loads(bytes.fromhex(line.strip()).decode()), indent=4).encode().hex())
        """;

    /// <summary>The documents as Python writes them, or null when there is no Python.</summary>
    public static async Task<string[]?> Indent(IReadOnlyList<string> documents, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("python3", ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Run(start);
        if (process is null) return null;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        foreach (var document in documents)
        {
            var line = Convert.ToHexString(Encoding.UTF8.GetBytes(document));
            await process.StandardInput.WriteLineAsync(line.AsMemory(), cancel);
        }
        process.StandardInput.Close();
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(cancel);
        Assert.Equal(0, process.ExitCode);
        return [.. lines.Select(line => Encoding.UTF8.GetString(Convert.FromHexString(line)))];
    }

    private static Process? Run(ProcessStartInfo start)
    {
        try { return Process.Start(start); }
        catch (Win32Exception) { return null; }
    }
}
