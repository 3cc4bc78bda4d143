namespace Creel.Bench.Load;

/// <summary>Where in a text the number of twelve digits stands.</summary>
internal sealed class NumberHoles
{
    public const int Digits = 12;
    public const string Hole = "############";

    private readonly int[] _at;

    public NumberHoles(string text)
    {
        var found = new List<int>();
        for (var at = text.IndexOf(Hole, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Hole, at + 1, StringComparison.Ordinal)) found.Add(at);
        _at = [.. found];
    }

    public int First => _at[0];

    /// <param name="target">The text's bytes.</param>
    /// <param name="number">Written into every hole.</param>
    public void Fill(Span<byte> target, long number)
    {
        if (_at.Length == 0) return;
        var first = target.Slice(_at[0], Digits);
        for (var i = Digits - 1; i >= 0; i--)
        {
            number = Math.DivRem(number, 10, out var digit);
            first[i] = (byte)('0' + digit);
        }
        for (var i = 1; i < _at.Length; i++) first.CopyTo(target[_at[i]..]);
    }
}
