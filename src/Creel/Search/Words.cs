using System.Globalization;
using System.Text;

namespace Creel.Search;

/// <summary>
/// Text as the words it is searched by. The one tokenizer: what is typed and what is looked through must be cut the same way.
/// </summary>
/// <remarks>
/// A word is a run of letters, digits and the marks that combine with them; everything else separates. So <c>10.1.2.3</c>
/// and <c>NETWORK-DEVICES-3-216</c> are several words, and looked for as a phrase. Han and Kana, which are written without
/// blanks, are a word a character. Case is folded by Unicode's simple, invariant mapping; nothing else is.
/// </remarks>
internal sealed class Words
{
    // More is not held on to.
    private const int KeptCharacters = 1 << 20;

    private char[] _characters = new char[256];
    private int[] _ends = new int[64];
    private int _count;

    /// <summary>Words, and the breaks between texts: words of no length.</summary>
    public int Count => _count;

    /// <summary>A word, folded; empty for a break.</summary>
    public ReadOnlySpan<char> this[int index] => _characters.AsSpan(Start(index), _ends[index] - Start(index));

    /// <summary>Forgets all words.</summary>
    public void Clear()
    {
        _count = 0;
        if (_characters.Length <= KeptCharacters) return;
        _characters = new char[256];
        _ends = new int[64];
    }

    /// <summary>No phrase goes over this place.</summary>
    public void Break()
    {
        if (_count > 0 && !this[_count - 1].IsEmpty) End(Start(_count));
    }

    public void Add(ReadOnlySpan<char> text)
    {
        var start = Start(_count);
        var end = start;
        while (!text.IsEmpty)
        {
            var kind = Next(text, out var length);
            if (kind != Kind.Part && end > start) start = End(end);
            if (kind != Kind.Separator)
            {
                if (end + length > _characters.Length) Array.Resize(ref _characters, _characters.Length * 2);
                for (var i = 0; i < length; i++) _characters[end++] = Fold(text[i]);
            }
            if (kind == Kind.Alone) start = End(end);
            text = text[length..];
        }
        if (end > start) End(end);
    }

    /// <summary>Whether these words stand one after the other somewhere; of the last one perhaps only the beginning.</summary>
    public bool Hold(PhraseTerm phrase)
    {
        var tokens = phrase.Tokens;
        for (var first = 0; first + tokens.Length <= _count; first++)
        {
            var i = 0;
            while (i < tokens.Length - 1 && this[first + i].SequenceEqual(tokens[i])) i++;
            if (i == tokens.Length - 1 && (phrase.IsPrefix ? this[first + i].StartsWith(tokens[i]) : this[first + i].SequenceEqual(tokens[i])))
                return true;
        }
        return false;
    }

    /// <summary>Whether a text ends within a word, so that a star behind it has something to complete.</summary>
    public static bool EndsInToken(string text) =>
        text.Length > 0 && Next(text.Length > 1 && char.IsLowSurrogate(text[^1]) ? text.AsSpan(text.Length - 2) : text.AsSpan(text.Length - 1), out _) != Kind.Separator;

    private static char Fold(char c) => char.IsAscii(c) ? (char)(c is >= 'a' and <= 'z' ? c - 32 : c) : char.ToUpperInvariant(c);

    private enum Kind
    {
        Separator,
        Part,
        Alone,
    }

    private static Kind Next(ReadOnlySpan<char> text, out int length)
    {
        var c = text[0];
        length = 1;
        if (char.IsAscii(c)) return char.IsAsciiLetterOrDigit(c) ? Kind.Part : Kind.Separator;
        if (Rune.DecodeFromUtf16(text, out var rune, out length) != System.Buffers.OperationStatus.Done) return Kind.Separator;
        if (rune.Value is (>= 0x3041 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF)) return IsPart(rune) ? Kind.Alone : Kind.Separator;
        return IsPart(rune) ? Kind.Part : Kind.Separator;
    }

    private static bool IsPart(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private int Start(int index) => index == 0 ? 0 : _ends[index - 1];

    private int End(int end)
    {
        if (_count == _ends.Length) Array.Resize(ref _ends, _ends.Length * 2);
        _ends[_count++] = end;
        return end;
    }
}
