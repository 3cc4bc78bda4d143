namespace Creel.Search;

/// <summary>A query can't be read. The message says what is wrong, where, and what to write instead.</summary>
internal sealed class QueryException(int position, string what, string remedy)
    : Exception($"Character {position + 1}: {what} {remedy}")
{
    /// <summary>Where in the text, counted from 0; at its end where something is missing.</summary>
    public int Position => position;

    public string What => what;

    /// <summary>What to do about it, in a sentence.</summary>
    public string Remedy => remedy;
}
