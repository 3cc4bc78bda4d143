using System.Text.Json;

namespace Creel.Server.Importing;

/// <summary>What an import came to so far.</summary>
internal sealed class ImportTotals
{
    public const int MostProblems = 100;

    private readonly List<(long Line, string Why)> _problems = [];

    public long Read => Added + Already + Skipped;
    public long Added { get; private set; }
    public long Already { get; private set; }
    public long Skipped { get; private set; }

    /// <summary>The last line of the file up to which all is on disk, or skipped.</summary>
    public long LastLine { get; private set; }

    /// <summary>The first of <see cref="Skipped"/>.</summary>
    public IReadOnlyList<(long Line, string Why)> Problems => _problems;

    /// <summary>The server's answer to some lines.</summary>
    /// <param name="answer">What it made of them.</param>
    /// <param name="lines">Where each of them stands in the file.</param>
    public void Add(JsonElement answer, List<long> lines)
    {
        Added += answer.GetProperty("added").GetInt64();
        Already += answer.GetProperty("already").GetInt64();
        Skipped += answer.GetProperty("rejected").GetInt64();
        foreach (var problem in answer.GetProperty("problems").EnumerateArray())
        {
            var line = problem.GetProperty("line").GetInt32();
            Tell(line >= 1 && line <= lines.Count ? lines[line - 1] : 0, problem.GetProperty("problem").GetString() ?? "");
        }
        LastLine = Math.Max(LastLine, lines[^1]);
    }

    public void Skip(long line, string why)
    {
        Skipped++;
        Tell(line, why);
    }

    private void Tell(long line, string why)
    {
        if (_problems.Count < MostProblems) _problems.Add((line, why));
    }
}
