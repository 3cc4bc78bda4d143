using System.Text;
using Creel.Server.Inboxes;
using Creel.Server.Printing;

namespace Creel.Server.Manuals;

/// <summary>A page on a terminal, wrapped to its width.</summary>
internal sealed class ManualTerminal(int width, bool colour)
{
    private const int Indent = 2;
    private readonly StringBuilder _text = new();

    public static string Write(Manual manual, int width, bool colour)
    {
        var page = new ManualTerminal(Math.Max(width, 40), colour);
        page.Bold(manual.Title);
        foreach (var part in manual.Parts) page.Write(part);
        return page._text.ToString();
    }

    private void Write(ManualPart part)
    {
        _text.Append('\n');
        switch (part)
        {
            case ManualHeading heading: Bold(heading.Text.ToUpperInvariant()); break;
            case ManualParagraph paragraph: Wrap("", paragraph.Text); break;
            case ManualList list: for (var i = 0; i < list.Items.Count; i++) Wrap(list.Numbered ? $"{i + 1}. ".PadLeft(list.Items.Count > 9 ? 4 : 3) : "- ", list.Items[i]); break;
            case ManualRows rows: foreach (var (name, text) in rows.Rows) Wrap(TextWidth.Pad(name, rows.Rows.Max(row => TextWidth.Of(row.Name)) + 2), text); break;
            case ManualCode code: foreach (var line in code.Text.Split('\n')) _text.Append(' ', 2 * Indent).Append(TerminalText.Clean(line)).Append('\n'); break;
            case ManualLinks links: foreach (var url in links.Urls) _text.Append(' ', Indent).Append(TerminalText.Clean(url)).Append('\n'); break;
            default: throw new InvalidOperationException($"{part.GetType().Name} is no part that can be written.");
        }
    }

    private void Bold(string text) => _text.Append(colour ? $"\e[1m{TerminalText.Clean(text)}\e[0m" : TerminalText.Clean(text)).Append('\n');

    // A mark before the first line; the others stand below its text. Words longer than a line stay whole: they are there to be copied.
    private void Wrap(string mark, string text)
    {
        var hanging = Indent + TextWidth.Of(mark);
        var at = hanging;
        _text.Append(' ', Indent).Append(mark);
        foreach (var word in TerminalText.Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var length = TextWidth.Of(word);
            if (at > hanging && at + 1 + length > width)
            {
                _text.Append('\n').Append(' ', hanging);
                at = hanging;
            }
            if (at > hanging)
            {
                _text.Append(' ');
                at++;
            }
            _text.Append(word);
            at += length;
        }
        _text.Append('\n');
    }
}
