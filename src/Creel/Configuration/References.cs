using System.Text;
using System.Text.Unicode;

namespace Creel.Configuration;

internal enum ReferenceKind
{
    /// <summary>Text that stands for itself.</summary>
    None,
    Variable,
    File,

    /// <summary>It begins like a reference and is none.</summary>
    Unknown,
}

/// <summary>
/// <c>${env:NAME}</c> and <c>${file:PATH}</c>, alone or within a text; <c>$${</c> is a plain <c>${</c>. What comes out of one is
/// not looked through again. Nothing here repeats a text: half of it may be a secret.
/// </summary>
internal static class References
{
    public const int LargestFile = 64 << 10;

    public static readonly Complaint NotUnderstood =
        new("holds a `${` that is neither ${env:NAME} nor ${file:PATH}.", "Mend the reference; where `${` is meant as it stands, write $${.");

    public static List<(ReferenceKind Kind, string Text)> Split(string text)
    {
        var parts = new List<(ReferenceKind, string)>();
        var plain = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf("${", at, StringComparison.Ordinal);
            if (open < 0) open = text.Length;
            plain.Append(text, at, open - at);
            if (open == text.Length) break;
            if (plain is [.., '$'])
            {
                plain.Append('{');
                at = open + 2;
                continue;
            }
            var close = text.IndexOf('}', open);
            if (plain.Length > 0) parts.Add((ReferenceKind.None, plain.ToString()));
            plain.Clear();
            parts.Add(close < 0 ? (ReferenceKind.Unknown, "") : Reference(text[(open + 2)..close]));
            at = close < 0 ? text.Length : close + 1;
        }
        if (plain.Length > 0 || parts.Count == 0) parts.Add((ReferenceKind.None, plain.ToString()));
        return parts;
    }

    public static Parsed<string> Variable(string name, ConfigOutside outside) => outside.Variable(name) is { } value
        ? value
        : new Complaint($"the environment variable {name} is not set.", "Set it for the process that reads this configuration (systemd: Environment= or EnvironmentFile=), or name another one.");

    public static Parsed<string> File(string path, string fullPath, ConfigOutside outside)
    {
        if (fullPath.Length == 0) return NotUnderstood;
        var named = ConfigText.Shown(fullPath);
        try
        {
            var bytes = outside.ReadFile(fullPath, LargestFile);
            if (bytes.Length > LargestFile) return new Complaint($"the file {named} is larger than {LargestFile >> 10} KiB.", "A secret is shorter; is it the right file?");
            if (!Utf8.IsValid(bytes)) return new Complaint($"the file {named} is not UTF-8 text.", "A secret is text; is it the right file?");
            return WithoutLineEnd(Encoding.UTF8.GetString(bytes));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Complaint($"the file {named} is missing.", Path.IsPathRooted(path) ? "Make it, or name another one." : "Make it, or name another one; a path counts from the folder of the configuration file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new Complaint($"the file {named} can't be read: {ConfigText.Shown(e.Message)[1..^1]}", "Let the user that Creel runs as read it.");
        }
    }

    // Editors and `echo` end a file with a line end; nobody means it as part of the secret.
    private static string WithoutLineEnd(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;

    private static (ReferenceKind, string) Reference(string inside) => inside switch
    {
        _ when inside.StartsWith("env:", StringComparison.Ordinal) && IsName(inside[4..]) => (ReferenceKind.Variable, inside[4..]),
        _ when inside.StartsWith("file:", StringComparison.Ordinal) => (ReferenceKind.File, inside[5..]),
        _ => (ReferenceKind.Unknown, ""),
    };

    private static bool IsName(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
