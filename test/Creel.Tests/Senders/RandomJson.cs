using CsCheck;

namespace Creel.Tests.Senders;

/// <summary>Random JSON documents that like the names a profile looks for, and odd texts.</summary>
internal static class RandomJson
{
    private static readonly Gen<string> Name = Gen.OneOf(
        "eventId", "details", "Device", "severity", "timestamp", "dnacIP", "ciscoDnaEventLink", "Assurance Issue Status",
        "source", "context",
        "network", "deviceId", "isSimulated", "\\u0065ventId", "\\ud800", "", "x");

    private static readonly Gen<string> Text = Gen.OneOf(
        "", " ", "EXTERNAL", "active", "ü", "🚪", "\\ud83d\\udeaa", "\\ud83d", "\\udeaa\\ud83d", "\\u0000", "\\n\\t\\\"\\\\\\/", "\u202e",
        "https://&lt;DNAC_IP_ADDRESS&gt;/",
        "javascript:x", "2026-01-01T00:00:00Z", "&#0;", "&#xD800;", "//", "https://&lt;DNAC_IP_ADDRESS&gt;&#10;");

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Text.Select(text => $"\"{text}\""),
        Gen.OneOf("null", "true", "false", "0", "-1", "1", "4", "1.5e3", "1e400", "1700000000000", "123456789012345678901234567890"));

    public static Gen<string> Documents { get; } = Gen.Recursive<string>((depth, document) => depth > 4
        ? Scalar
        : Gen.Frequency(
            (2, Scalar),
            (1, document.Array[0, 4].Select(items => $"[{string.Join(", ", items)}]")),
            (3, Gen.Select(Name, document).Array[0, 6].Select(Members))));

    private static string Members((string Name, string Value)[] members) =>
        $"{{{string.Join(",\n", members.Select(member => $"\"{member.Name}\" : {member.Value}"))}}}";
}
