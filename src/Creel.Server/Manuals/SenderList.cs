using System.Text;
using Creel.Senders;
using Creel.Server.Inboxes;

namespace Creel.Server.Manuals;

/// <summary>The catalogue: a line a sender on a terminal, a row of a table in the docs.</summary>
internal static class SenderList
{
    public static void Write(IReadOnlyList<SenderProfile> senders, TextWriter output)
    {
        var (names, titles, standings) = (senders.Max(sender => sender.Name.Length), senders.Max(sender => TextWidth.Of(sender.Title)), "unconfirmed".Length);
        foreach (var sender in senders)
            output.WriteLine($"{sender.Name.PadRight(names)}  {TextWidth.Pad(sender.Title, titles)}  {SenderManual.StandingWord(sender).PadRight(standings)}  {SenderAuthText.Short(sender)}");
        output.WriteLine($"\n{senders.Count} senders. All of one: creel senders NAME");
    }

    /// <summary>A table, with links to pages in a folder <c>senders</c>.</summary>
    public static string Markdown(IReadOnlyList<SenderProfile> senders)
    {
        var page = new StringBuilder("| sender | product | proves itself by | standing | sources |\n|---|---|---|---|---|\n");
        foreach (var sender in senders)
        {
            var standing = sender.Unconfirmed.Count switch { 0 => "confirmed", 1 => "1 point unconfirmed", var points => $"{points} points unconfirmed" };
            page.Append($"| [`{sender.Name}`](senders/{sender.Name}.md) | {ManualMarkdown.Cell(sender.Title)} | {ManualMarkdown.Cell(SenderAuthText.Short(sender))} | {standing} | {Sources(sender)} |\n");
        }
        return page.ToString();
    }

    // Hosts are enough here: the page has the addresses.
    private static string Sources(SenderProfile sender) => sender.References.Count == 0 ? "–" : string.Join(", ", sender.References
        .Select(reference => new Uri(reference)).GroupBy(uri => uri.Host).Select(group => ManualMarkdown.Cell(group.Key)));
}
