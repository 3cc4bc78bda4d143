using System.Globalization;
using System.Text;
using Creel.Receiving;

namespace Creel.Server.Printing;

/// <summary>
/// The line for one request: time, address, method, path, status, id; for a refusal the reason and the next step. On a
/// terminal the local time of day, elsewhere the full UTC time, as logs want it; for the journal, which has the time, a priority.
/// </summary>
internal sealed class RequestLine(bool terminal, bool colour)
{
    /// <summary>The journal reads what is printed.</summary>
    public bool ForJournal { get; init; }

    public string Write(RequestOutcome outcome)
    {
        var line = new StringBuilder(160);
        if (ForJournal) line.Append(outcome.Status is >= 200 and < 300 ? Journal.Info : outcome.Status >= 500 ? Journal.Warning : Journal.Notice);
        else line.Append(terminal
            ? outcome.At.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)
            : outcome.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)).Append(' ');
        line.Append(outcome.RemoteAddress);
        line.Append(' ').Append(TerminalText.Clean(outcome.Method)).Append(' ').Append(TerminalText.Clean(Cut(outcome.Path, 200)));
        line.Append(' ').Append(Coloured(outcome.Status == 0 ? "-" : outcome.Status.ToString(CultureInfo.InvariantCulture), outcome.Status));
        if (outcome.EventId is { } id) line.Append(' ').Append(id);
        if (outcome.Event?.Facts is { } facts) AppendFacts(line, facts);
        if (outcome.Repeat) line.Append(" · repeat of a kept event, merged");
        if (outcome.RepeatOf is { } earlier) line.Append(" · same body as ").Append(earlier);
        if (outcome.Reason is { } reason) line.Append(" · ").Append(TerminalText.Clean(reason));
        if (outcome.NextStep is { } step) line.Append(": ").Append(TerminalText.Clean(step));
        if (outcome.AddressDoubt is { } doubt) line.Append(" · ").Append(doubt);
        return line.ToString();
    }

    private static void AppendFacts(StringBuilder line, Inbox.Facts facts)
    {
        if (facts.Test) line.Append(" · test");
        if (facts.Severity is { } severity) line.Append(" · ").Append(severity);
        if (facts.Status is { } status) line.Append(' ').Append(TerminalText.Clean(status));
        if ((facts.Title ?? facts.Type) is { } title) line.Append(" · ").Append(TerminalText.Clean(Cut(title, 120)));
    }

    private string Coloured(string text, int status)
    {
        if (!colour) return text;
        var code = status is >= 200 and < 300 ? 32 : status >= 500 ? 31 : 33;
        return $"\e[{code}m{text}\e[0m";
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
