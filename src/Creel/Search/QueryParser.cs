using System.Text;
using Creel.Json;

namespace Creel.Search;

/// <summary>Reads queries. The grammar, as docs/queries.md has it:</summary>
/// <remarks>
/// <code>
/// query  = [ either ]
/// either = all { "OR" all }
/// all    = term { term }
/// term   = [ "-" ] ( "(" either ")" | key ":" value | word )
/// value  = text [ "*" ] | '"' any text '"' [ "*" ]
/// word   = value
/// </code>
/// </remarks>
internal sealed class QueryParser(string text, DateTimeOffset now)
{
    public const int MaxLength = 2_000;
    public const int MaxTerms = 64;
    public const int MaxDepth = 16;

    private const string HeaderPrefix = "header.";
    private const string BodyPrefix = "body.";

    private int _at;
    private int _terms;

    /// <exception cref="QueryException">The text is no query.</exception>
    public QueryNode Parse()
    {
        if (text.Length > MaxLength) throw Wrong(MaxLength, $"The query is longer than {MaxLength:N0} characters.", "Ask for less at once.");
        SkipBlanks();
        if (_at == text.Length) return new AllOf([]);
        var query = Either(0);
        return _at == text.Length ? query
            : throw Wrong(_at, "This closing parenthesis has no opening one.", "Remove it; to look for it, write it in quotes.");
    }

    private QueryNode Either(int depth)
    {
        var nodes = new List<QueryNode> { All(depth) };
        while (SkipWord("OR")) nodes.Add(All(depth));
        return nodes.Count == 1 ? nodes[0] : new AnyOf([.. nodes]);
    }

    private QueryNode All(int depth)
    {
        var nodes = new List<QueryNode>();
        while (_at < text.Length && text[_at] != ')' && !IsWord("OR")) nodes.Add(Term(depth));
        if (nodes.Count == 0) throw MissingTerm();
        // What costs least stands first; which of them is asked first changes nothing else.
        return nodes.Count == 1 ? nodes[0] : new AllOf([.. nodes.OrderBy(QueryCost.Of)]);
    }

    private QueryNode Term(int depth)
    {
        var start = _at;
        var negated = text[_at] == '-';
        if (negated) _at++;
        if (negated && (_at == text.Length || char.IsWhiteSpace(text[_at]) || text[_at] is ')' or '-'))
            throw Wrong(start, "This minus has nothing to negate.", "Write it directly before a term, as in -test:true; to look for it, write it in quotes.");
        if (!negated && IsWord("NOT")) throw Wrong(start, "`NOT` is no word of this language.", "Write -term; to look for the word, write \"NOT\".");
        if (!negated && IsWord("AND")) throw Wrong(start, "`AND` is not needed.", "Terms that stand side by side must all match; to look for the word, write \"AND\".");
        var node = text[_at] == '(' ? Group(depth + 1) : Leaf();
        SkipBlanks();
        return negated ? new Not(node) : node;
    }

    private QueryNode Group(int depth)
    {
        var start = _at++;
        if (depth > MaxDepth) throw Wrong(start, $"Parentheses are nested deeper than {MaxDepth}.", "Write it with fewer of them.");
        SkipBlanks();
        var node = Either(depth);
        if (_at == text.Length) throw Wrong(start, "This parenthesis is never closed.", "Add a ) where it should end; to look for it, write it in quotes.");
        _at++;
        return node;
    }

    private QueryNode Leaf()
    {
        var start = _at;
        if (++_terms > MaxTerms) throw Wrong(start, $"The query has more than {MaxTerms} terms.", "Ask for less at once.");
        if (text[_at] == '"') return Phrase(Value("a word"));
        var key = Key();
        if (key is null)
        {
            _at = start;
            return Phrase(Value("a word"));
        }
        _at++;
        return Keyed(key, start);
    }

    /// <summary>What stands before the first colon of a term; null when there is none and it is a word. Names of a path may be quoted.</summary>
    private string? Key()
    {
        var start = _at;
        for (; _at < text.Length && !EndsWord(text[_at]); _at++)
        {
            if (text[_at] == ':') return text[start.._at];
            if (text[_at] != '"') continue;
            if (_at == start || text[_at - 1] != '.') return null;
            SkipQuoted();
        }
        return null;
    }

    private QueryNode Keyed(string name, int start)
    {
        if (name.Length == 0) throw Wrong(start, "A key is missing before the colon.", "Write it, as in level:1; to look for the text, write it in quotes.");
        if (name.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase)) return Header(name[HeaderPrefix.Length..], start);
        if (name.StartsWith(BodyPrefix, StringComparison.OrdinalIgnoreCase)) return Body(name[BodyPrefix.Length..], start);
        foreach (var key in QueryKey.All)
        {
            if (key.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return key.Read(Value($"the value of `{name}`"), now);
        }
        throw UnknownKey(name, start);
    }

    private HeaderTerm Header(string name, int start)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExceptInRange('!', '~') || name.Contains('"'))
            throw Wrong(start, "That is no header's name.", "Write it plainly, as in header.x-github-event:push.");
        return new HeaderTerm(name, Value($"the value of `{HeaderPrefix}{name}`").Pattern);
    }

    private BodyTerm Body(string path, int start)
    {
        IReadOnlyList<JsonPath.Segment> names;
        try { names = JsonPath.Parse(path); }
        catch (FormatException e) { throw Wrong(start + BodyPrefix.Length, e.Message.TrimEnd('.') + ".", "A path looks like body.details.\"Assurance Issue Status\":active."); }
        return new BodyTerm([.. names.Select(one => one.Name)], Value("the value at the path").Pattern);
    }

    private QueryException UnknownKey(string name, int start)
    {
        var names = QueryKey.All.Select(key => key.Name).ToList();
        var remedy = NearestName.Of(name, [.. names, "header", "body"]) switch
        {
            null => $"The keys are {string.Join(", ", names)}, header.NAME and body.PATH;",
            "header" => "Name the header: header.x-github-event:push;",
            "body" => "Name a path in the body: body.details.Device:10.1.2.3;",
            var near => $"Did you mean {near}:?",
        };
        var shown = name.Length <= 40 ? name : name[..40] + "…";
        return Wrong(start, $"There is no key `{shown}`.", $"{remedy} {(remedy.EndsWith(';') ? "to" : "To")} look for text with a colon, write it in quotes.");
    }

    private PhraseTerm Phrase(QueryValue value)
    {
        var words = new Words();
        words.Add(value.Text);
        if (words.Count == 0)
            throw value.Wrong("There is no letter and no digit in this word.", "Those are what is looked for; a header or a place in the body is asked for with header.NAME:… or body.PATH:….");
        var tokens = Enumerable.Range(0, words.Count).Select(i => words[i].ToString()).ToArray();
        return new PhraseTerm(tokens, value.IsPrefix && Words.EndsInToken(value.Text));
    }

    private QueryValue Value(string what)
    {
        var start = _at;
        if (_at < text.Length && text[_at] == '"') return Quoted();
        while (_at < text.Length && !EndsWord(text[_at]))
        {
            if (text[_at] == '"') throw Wrong(_at, "A quote in the middle of a word.", "Write all of the word in quotes, with \\\" for a quote in it.");
            _at++;
        }
        if (_at == start) throw Wrong(_at, $"{char.ToUpperInvariant(what[0])}{what[1..]} is missing.", "Write it directly after the colon; one with blanks or parentheses in quotes.");
        var star = text.IndexOf('*', start, _at - start);
        if (star >= 0 && star < _at - 1) throw Wrong(star, "`*` can only stand at the end.", "It matches any ending; to look for the star itself, write all in quotes.");
        return new QueryValue(text[start..(star < 0 ? _at : star)], star >= 0, start);
    }

    private QueryValue Quoted()
    {
        var start = _at;
        SkipQuoted();
        var value = new StringBuilder();
        for (var i = start + 1; i < _at; i++)
        {
            if (text[i] == '\\' && i + 1 < _at) i++;
            value.Append(text[i]);
        }
        _at++;
        var star = _at < text.Length && text[_at] == '*';
        if (star) _at++;
        if (_at < text.Length && !EndsWord(text[_at])) throw Wrong(_at, "Something follows the closing quote.", "Put a blank there, or write a quote within quotes as \\\".");
        return new QueryValue(value.ToString(), star, start);
    }

    /// <summary>From an opening quote to its closing one.</summary>
    private void SkipQuoted()
    {
        var start = _at;
        for (_at++; _at < text.Length && text[_at] != '"'; _at++)
        {
            if (text[_at] == '\\' && _at + 1 < text.Length) _at++;
        }
        if (_at == text.Length) throw Wrong(start, "This quote is never closed.", "Add a \" where it should end.");
    }

    private QueryException MissingTerm() => _at == text.Length
        ? Wrong(_at, "A term is missing at the end.", "`OR` stands between two terms; to look for the word, write \"OR\".")
        : text[_at] == ')' ? Wrong(_at, "There is no term before this parenthesis.", "Remove it, or write what it should hold.")
        : Wrong(_at, "There is no term before `OR`.", "`OR` stands between two terms; to look for the word, write \"OR\".");

    private bool SkipWord(string word)
    {
        if (!IsWord(word)) return false;
        _at += word.Length;
        SkipBlanks();
        return true;
    }

    private bool IsWord(string word) => text.AsSpan(_at).StartsWith(word)
        && (_at + word.Length == text.Length || EndsWord(text[_at + word.Length]));

    private void SkipBlanks()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
    }

    private static bool EndsWord(char c) => char.IsWhiteSpace(c) || c is '(' or ')';

    private static QueryException Wrong(int position, string what, string remedy) => new(position, what, remedy);
}
