using System.Text;

namespace Creel.Server.Manuals;

/// <summary>A page as Markdown, for the docs.</summary>
internal static class ManualMarkdown
{
    public static string Write(Manual manual)
    {
        var page = new StringBuilder();
        page.Append("# ").Append(Text(manual.Title)).Append('\n');
        ManualPart? before = null;
        foreach (var part in manual.Parts)
        {
            if (part is ManualParagraph && before is not null and not ManualHeading) page.Append('\n');
            Write(part, page);
            before = part;
        }
        return page.ToString();
    }

    private static void Write(ManualPart part, StringBuilder page)
    {
        switch (part)
        {
            case ManualHeading heading: page.Append("\n## ").Append(Text(heading.Text)).Append('\n'); break;
            case ManualParagraph paragraph: page.Append(Text(paragraph.Text)).Append('\n'); break;
            case ManualList list:
                for (var i = 0; i < list.Items.Count; i++) page.Append(list.Numbered ? $"{i + 1}. " : "- ").Append(Text(list.Items[i])).Append('\n');
                break;
            case ManualRows rows:
                page.Append("| | |\n|---|---|\n");
                foreach (var (name, text) in rows.Rows) page.Append("| ").Append(Cell(name)).Append(" | ").Append(Cell(text)).Append(" |\n");
                break;
            case ManualCode code: page.Append("\n```").Append(code.Language).Append('\n').Append(code.Text).Append("\n```\n"); break;
            case ManualLinks links: foreach (var url in links.Urls) page.Append("- <").Append(url).Append(">\n"); break;
            default: throw new InvalidOperationException($"{part.GetType().Name} is no part that can be written.");
        }
    }

    public static string Cell(string text) => Text(text).Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>With what would be marks to Markdown taken literally, except within back quotes and addresses.</summary>
    public static string Text(string text)
    {
        var written = new StringBuilder(text.Length + 16);
        var (quoted, address) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '`') quoted = !quoted;
            address = text[i] != ' ' && (address || text.AsSpan(i).StartsWith("https://", StringComparison.Ordinal));
            if (!quoted && !address && text[i] is ('<' or '*' or '_' or '[' or ']' or '\\')) written.Append('\\');
            written.Append(text[i]);
        }
        return written.ToString();
    }
}
