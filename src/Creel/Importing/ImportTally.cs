namespace Creel.Importing;

/// <summary>What came of an import.</summary>
internal sealed class ImportTally
{
    /// <summary>So many problems are told; the rest is counted.</summary>
    public const int MostProblems = 100;

    private readonly List<ImportProblem> _problems = [];

    /// <summary>Why nothing was read at all, and what to do: the request asks for what there is not.</summary>
    public string? Refused { get; init; }

    /// <summary>Lines that hold something.</summary>
    public long Read { get; set; }

    /// <summary>Events that are in the inbox now, on disk, and were not before.</summary>
    public long Added { get; set; }

    /// <summary>Events that were there already. They were left as they are.</summary>
    public long Already { get; set; }

    /// <summary>Lines that no event could be made of.</summary>
    public long Rejected { get; private set; }

    /// <summary>The first of <see cref="Rejected"/>.</summary>
    public IReadOnlyList<ImportProblem> Problems => _problems;

    public void Reject(long line, string why)
    {
        Rejected++;
        if (_problems.Count < MostProblems) _problems.Add(new(line, why));
    }
}

/// <summary>A line that no event could be made of: its number, from 1, and why.</summary>
internal readonly record struct ImportProblem(long Line, string Why);
