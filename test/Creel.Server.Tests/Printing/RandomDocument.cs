using System.Globalization;
using System.Text;
using CsCheck;

namespace Creel.Server.Tests.Printing;

/// <summary>Random JSON documents of every shape, with every kind of character, written by hand so that nothing tidies them up.</summary>
internal static class RandomDocument
{
    // Scalars of every plane, the odd ones often; surrogates only in pairs, because JsonDocument reads no others.
    private static readonly Gen<string> Character = Gen.Frequency(
        (4, Gen.Int[0x20, 0x7E].Select(Raw)),
        (2, Gen.Int[0, 0x1F].Select(Escape)),
        (2, Gen.Int[0x7F, 0x2FF].Select(Raw)),
        (2, Gen.OneOf(0x061C, 0x200B, 0x200E, 0x2028, 0x2029, 0x202E, 0x2066, 0xFEFF, 0xFFFD, 0xFFFF, 0x1F6AA, 0xE0041).Select(Raw)),
        (2, Gen.Int[0, 0xD7FF].Select(Escape)),
        (1, Gen.Int[0x10000, 0x10FFFF].Select(Raw)),
        (1, Gen.Int[0x10000, 0x10FFFF].Select(Escape)),
        (1, Gen.OneOf("\\n", "\\r", "\\t", "\\b", "\\f", "\\\"", "\\\\", "\\/")));

    private static readonly Gen<string> Text = Character.Array[0, 8].Select(characters => $"\"{string.Concat(characters)}\"");

    // Numbers that Python writes as it read them.
    private static readonly Gen<string> Scalar = Gen.OneOf(
        Text,
        Gen.OneOf("null", "true", "false", "0.5", "-1.25", "123456789012345678901234567890"),
        Gen.Long.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static readonly Gen<string> Blank = Gen.OneOf("", "", " ", "\n\t", "\r\n");

    public static Gen<string> Any { get; } = Gen.Recursive<string>((depth, document) => depth > 5
        ? Scalar
        : Gen.Frequency(
            (2, Scalar),
            (2, Gen.Select(Blank, document.Array[0, 4]).Select((blank, items) => $"[{blank}{string.Join($"{blank},", items)}{blank}]")),
            (3, Gen.Select(Blank, Gen.Select(Text, document).Array[0, 4]).Select(Members))));

    // Python keeps one of repeated names, so each gets a number.
    private static string Members(string blank, (string Name, string Value)[] members) =>
        $"{{{blank}{string.Join($",{blank}", members.Select((member, i) => $"\"{i}{member.Name[1..]}{blank}:{blank}{member.Value}"))}}}";

    private static string Raw(int character) => character is '"' or '\\' ? $"\\{(char)character}" : new Rune(character).ToString();

    private static string Escape(int character) =>
        string.Concat(new Rune(character).ToString().Select(unit =>
            $"\\u{((int)unit).ToString(character % 2 == 0 ? "x4" : "X4", CultureInfo.InvariantCulture)}"));
}
