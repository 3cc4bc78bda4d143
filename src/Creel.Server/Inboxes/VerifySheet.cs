using System.Text.Json;
using Creel.Server.Printing;

namespace Creel.Server.Inboxes;

/// <summary>What came of trying a signature again, for a person.</summary>
internal static class VerifySheet
{
    public static void Write(JsonElement tried, TextWriter output)
    {
        string? Text(string key) => JsonField.Of(tried, key) is { } text ? TerminalText.Clean(text) : null;
        var scheme = $"{Text("sender")}: {Text("scheme")}";
        if (tried.GetProperty("verified").GetBoolean())
        {
            output.WriteLine($"Verified ({scheme})");
            return;
        }
        output.WriteLine($"Not verified: {Text("reason")} ({scheme})");
        if (Text("nextStep") is { } next) output.WriteLine(next);
        WriteTried(tried, output);
    }

    public static void WriteTried(JsonElement of, TextWriter output)
    {
        if (!of.TryGetProperty("tried", out var tried) || tried.GetArrayLength() == 0) return;
        output.WriteLine("Tried:");
        foreach (var one in tried.EnumerateArray()) output.WriteLine($"  {TerminalText.Clean(JsonField.Text(one))}");
    }
}
