using System.Buffers;
using System.Text;
using System.Text.Json;
using Creel.Inbox;
using Creel.Json;

namespace Creel.Search;

/// <summary>
/// What queries read of an event's content, made when the first of them asks and shared by those that follow: a body is
/// decompressed and cut into words once, however many queries and terms look at it. Not for several threads at once.
/// </summary>
internal sealed class EventContent(KeptEvent e)
{
    /// <summary>Nesting that is looked into, the same as where facts are read. Deeper documents are plain text.</summary>
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    private readonly Words _words = new();
    private KeptEvent _event = e;
    private ReadOnlyMemory<byte>? _body;
    private bool? _isJson;
    private bool _hasWords;

    public KeptEvent Event => _event;

    /// <summary>Goes on with another event, in the same memory.</summary>
    public void Take(KeptEvent e)
    {
        _event = e;
        _body = null;
        _isJson = null;
        _hasWords = false;
        _words.Clear();
    }

    /// <summary>The words of the body's text: of JSON the strings and numbers (not the names), each a text of its own; else all of it.</summary>
    public bool Holds(PhraseTerm phrase)
    {
        if (!_hasWords) ReadWords();
        return _words.Hold(phrase);
    }

    /// <summary>Whether one of the values at a place in a JSON body is like this.</summary>
    public bool Holds(BodyTerm term) => IsJson && JsonValues.Any(Body.Span, Options, term);

    public bool Holds(HeaderTerm term) => HeaderValues.Any(_event.Headers, term);

    private ReadOnlyMemory<byte> Body => _body ??= DecodedBody.Of(_event);

    private bool IsJson => _isJson ??= Read(Body.Span, null);

    private void ReadWords()
    {
        _hasWords = true;
        _isJson = Read(Body.Span, _words);
        if (_isJson.Value) return;
        _words.Clear();
        AddText(Body.Span, escapes: false, _words);
    }

    /// <summary>Goes through a JSON document; false when it is none, or too deep.</summary>
    private static bool Read(ReadOnlySpan<byte> body, Words? words)
    {
        var reader = new Utf8JsonReader(body, Options);
        try
        {
            while (reader.Read())
            {
                if (words is null || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number)) continue;
                words.Break();
                AddText(reader.ValueSpan, reader.ValueIsEscaped, words);
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void AddText(ReadOnlySpan<byte> text, bool escapes, Words words)
    {
        var characters = ArrayPool<char>.Shared.Rent(text.Length);
        var length = escapes ? JsonText.Decode(text, characters) : Encoding.UTF8.GetChars(text, characters);
        words.Add(characters.AsSpan(0, length));
        ArrayPool<char>.Shared.Return(characters);
    }
}
