using System.Text;

namespace Creel.Server.Printing;

/// <summary>
/// What the journal of systemd makes of a line: it has its own time, and takes the priority from a number before the text
/// (sd-daemon(3)). A sentence of ours may begin with one of these; it is taken off where the journal does not read.
/// </summary>
internal static class Journal
{
    public const string Fault = "<3>";
    public const string Warning = "<4>";
    public const string Notice = "<5>";
    public const string Info = "<6>";

    public static bool ReadsOutput { get; } = Reads(Environment.GetEnvironmentVariable("JOURNAL_STREAM"), Behind(1));
    public static bool ReadsErrors { get; } = Reads(Environment.GetEnvironmentVariable("JOURNAL_STREAM"), Behind(2));

    /// <summary>Makes each line of an error a fault of the journal's, where it reads them.</summary>
    public static void MarkErrors()
    {
        if (ReadsErrors) System.Console.SetError(new MarkedErrors(System.Console.Error));
    }

    /// <summary>A sentence as it is printed: each of its lines an entry of one priority; or plain.</summary>
    public static string Text(string sentence, bool forJournal)
    {
        var (priority, text) = sentence is ['<', >= '0' and <= '7', '>', .. var rest] ? (sentence[..3], rest) : (Info, sentence);
        return forJournal ? priority + text.Replace("\n", "\n" + priority, StringComparison.Ordinal) : text;
    }

    /// <summary>Whether a descriptor is what $JOURNAL_STREAM names: DEVICE:INODE of a socket.</summary>
    internal static bool Reads(string? stream, string? behind) =>
        stream?.Split(':') is [_, { Length: > 0 } inode] && behind == $"socket:[{inode}]";

    private static string? Behind(int descriptor)
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("JOURNAL_STREAM") is null) return null;
        try { return new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget; }
        catch (IOException) { return null; }
    }

    // Whole lines are written to it, and texts of several lines.
    private sealed class MarkedErrors(TextWriter output) : TextWriter
    {
        public override Encoding Encoding => output.Encoding;

        public override void Write(char value) => output.Write(value);

        public override void Write(string? value) => output.Write(value);

        public override void WriteLine(string? value) => output.WriteLine(Text(value is ['<', _, '>', ..] ? value : Fault + value, forJournal: true));
    }
}
