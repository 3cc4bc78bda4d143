using System.Security.Cryptography;
using System.Text.Json;
using Creel.Inbox;

namespace Creel.Senders;

/// <summary>The hash of a body without what differs from one try of a sender to the next, such as the time of sending.</summary>
internal static class SameBody
{
    public static BodyHash Of(ReadOnlySpan<byte> json, ReadOnlySpan<JsonSlot> slots, FactPath[] ignored)
    {
        var gaps = new List<(int Start, int Length)>();
        foreach (var path in ignored)
        {
            if (slots[path.Slot] is { Kind: not JsonTokenType.None } slot) gaps.Add((slot.Start, slot.Length));
        }
        gaps.Sort();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var at = 0;
        foreach (var (start, length) in gaps)
        {
            if (start < at) continue;
            hash.AppendData(json[at..start]);
            at = start + length;
        }
        hash.AppendData(json[at..]);
        return BodyHash.Read(hash.GetHashAndReset());
    }
}
