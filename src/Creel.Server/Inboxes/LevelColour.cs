namespace Creel.Server.Inboxes;

/// <summary>A severity in its colour, where there are colours.</summary>
internal static class LevelColour
{
    public static string Of(string severity, bool colour)
    {
        if (!colour) return severity;
        var code = severity.TrimEnd() switch { "critical" => "1;31", "error" => "31", "warning" => "33", "notice" => "36", _ => null };
        return code is null ? severity : $"\e[{code}m{severity}\e[0m";
    }
}
