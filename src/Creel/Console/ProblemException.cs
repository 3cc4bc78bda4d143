namespace Creel.Console;

/// <summary>Thrown where a request turns out not to be answerable; the gate writes the problem.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Title)
{
    public Problem Problem { get; } = problem;
}
