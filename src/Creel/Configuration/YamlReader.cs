using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Creel.Configuration;

/// <summary>
/// Reads YAML into nodes that know where they stand. Of YAML it takes what a configuration needs: one document of maps,
/// lists and texts. No anchors (a few lines of them unfold to gigabytes), no tags, no key twice. Never throws.
/// </summary>
internal sealed class YamlReader
{
    private const int Deepest = 32;

    private readonly Parser _parser;
    private readonly ConfigProblems _problems;
    private Mark _last = Mark.Empty;

    private YamlReader(string text, ConfigProblems problems)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        _problems = problems;
    }

    /// <summary>Null when there is nothing to go on with; what is wrong was added to <paramref name="problems"/>.</summary>
    public static YamlMap? Read(string text, ConfigProblems problems)
    {
        var reader = new YamlReader(text, problems);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException e)
        {
            problems.Add(YamlFaults.PlaceOf(e, text), YamlFaults.What(e), YamlFaults.Remedy(e));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parser has states that its authors did not expect (an unclosed bracket before a key is one).
            problems.Add(reader.Place(reader._last), "after this, it is not valid YAML.", "Look for a bracket or quote that is not closed.");
        }
        return null;
    }

    private YamlMap? ReadDocument()
    {
        Next(); // the stream's start
        if (Next() is not DocumentStart start) return Empty();
        var root = ReadNode(Next(), 0);
        Next(); // the document's end
        if (Next() is DocumentStart second)
            _problems.Add(Place(second.Start), "a second document begins here, and only one is read.", "Remove the line `---`, or what follows it.");
        if (root is YamlText { IsNothing: true }) return Empty();
        if (root is YamlMap map) return map;
        if (root is not YamlFault) _problems.Add(Place(start.Start), $"the file is {root.Kind}, and keys are wanted.", "Write `key: value` lines; `creel config init` writes an example.");
        return null;
    }

    private YamlMap? Empty()
    {
        // A file that was just cut to be written anew must not be taken for one that wants the defaults.
        _problems.Add(new(1, 1, ""), "there is nothing in the file.", "`creel config init` writes one with the defaults; without any file these are in force too.");
        return null;
    }

    private YamlNode ReadNode(ParsingEvent at, int depth)
    {
        if (at is AnchorAlias) return Fault(at, "an alias (`*name`) is not supported.", "Write the value out where it is wanted.");
        var node = (NodeEvent)at;
        if (depth > Deepest) throw new SemanticErrorException(at.Start, at.End, $"found more than {Deepest} levels");
        YamlNode read = at switch
        {
            SequenceStart => ReadList(at, depth),
            MappingStart => ReadMap(at, depth),
            Scalar scalar => new YamlText(scalar.Value, scalar.Style == ScalarStyle.Plain, Line(at.Start), Column(at.Start)),
            _ => Fault(at, "this is not understood.", "Write keys, lists and texts."),
        };
        if (!node.Anchor.IsEmpty) return Fault(at, "an anchor (`&name`) is not supported.", "Write the value out wherever it is wanted.");
        if (node.Tag is { IsEmpty: false, IsNonSpecific: false }) return Fault(at, "a tag (`!name`) is not supported.", "Leave it out; every key knows its type.");
        return read;
    }

    private YamlList ReadList(ParsingEvent start, int depth)
    {
        var items = new List<YamlNode>();
        for (var at = Next(); at is not SequenceEnd; at = Next()) items.Add(ReadNode(at, depth + 1));
        return new(items, Line(start.Start), Column(start.Start));
    }

    private YamlMap ReadMap(ParsingEvent start, int depth)
    {
        var entries = new List<KeyValuePair<YamlText, YamlNode>>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = Next(); at is not MappingEnd; at = Next())
        {
            var key = ReadNode(at, depth + 1);
            var value = ReadNode(Next(), depth + 1);
            if (key is not YamlText text)
            {
                if (key is not YamlFault) Fault(at, $"a key is {key.Kind}.", "A key is one word.");
            }
            else if (lines.TryAdd(text.Text, text.Line)) entries.Add(new(text, value));
            else Fault(at, $"the key {ConfigText.Shown(text.Text)} was given already, in line {lines[text.Text]}.", "Remove one of them; several values of a key are a list.");
        }
        return new(entries, Line(start.Start), Column(start.Start));
    }

    private YamlFault Fault(ParsingEvent at, string what, string remedy)
    {
        _problems.Add(Place(at.Start), what, remedy);
        return new(Line(at.Start), Column(at.Start));
    }

    private ParsingEvent Next()
    {
        if (!_parser.MoveNext() || _parser.Current is not { } current) throw new SemanticErrorException(_last, _last, "found the end too early");
        _last = current.End;
        return current;
    }

    private ConfigPlace Place(in Mark mark) => new(Line(mark), Column(mark), "");

    private static int Line(in Mark mark) => (int)mark.Line;

    private static int Column(in Mark mark) => (int)mark.Column;
}
