using System.Text.Json;
using Creel.Server.Printing;

namespace Creel.Server.Inboxes;

/// <summary>One refused request for a person: why it was refused, what to do, and what it was.</summary>
internal static class QuarantineSheet
{
    public static void Write(JsonElement refused, TextWriter output)
    {
        output.WriteLine($"Refused with {JsonField.Of(refused, "status")}: {TerminalText.Clean(JsonField.Of(refused, "reason") ?? "")}");
        if (JsonField.Of(refused, "nextStep") is { } next) output.WriteLine(TerminalText.Clean(next));
        VerifySheet.WriteTried(refused, output);
        if (refused.GetProperty("count").GetInt64() is > 1 and var count)
            output.WriteLine($"{count} were refused alike within a minute. This is the first; of the others only their number is known.");
        output.WriteLine();
        foreach (var fact in refused.EnumerateObject())
        {
            if (fact.Name is "status" or "reason" or "nextStep" or "bodyKept" or "size" or "tried") continue;
            EventSheet.WriteFact(fact, output);
        }
        output.WriteLine();
        output.WriteLine("Headers");
        EventSheet.WriteHeaders(refused, output, "  ");
        output.WriteLine();
        switch (JsonField.Of(refused, "bodyKept"))
        {
            case "unread":
                output.WriteLine("Body: was never read");
                return;
            case "cut":
                output.WriteLine("Only the beginning of the body was kept.");
                break;
        }
        EventSheet.WriteBody(refused, output, "creel quarantine show");
    }
}
