namespace Creel.Search;

/// <summary>What a value must be: a whole text, or the beginning of one. Case never matters.</summary>
/// <remarks>Case is that of Unicode's simple, invariant mapping; no letter outside ASCII is the same as one inside.</remarks>
internal readonly record struct TextPattern(string Text, bool IsPrefix)
{
    /// <summary>Whatever there is, as long as there is something.</summary>
    public static readonly TextPattern Any = new("", IsPrefix: true);

    public bool IsAny => IsPrefix && Text.Length == 0;

    public bool Matches(string? value) => value is not null && Matches(value.AsSpan());

    public bool Matches(ReadOnlySpan<char> value) => IsPrefix
        ? value.StartsWith(Text, StringComparison.OrdinalIgnoreCase)
        : value.Equals(Text, StringComparison.OrdinalIgnoreCase);
}
