using System.Globalization;
using System.Net;
using System.Text.Json;
using Creel.Signatures;

namespace Creel.Configuration;

/// <summary>The types that a key's value may have.</summary>
internal static class ConfigTypes
{
    private const string DurationPattern = @"^[0-9]+(s|m|h|d)$";
    private const string SizePattern = @"^[0-9]+(\.[0-9]+)?(B|[KMGT]i?B)$";

    public static ScalarType<string> Text { get; } = new("a text", "Write one value.", (text, _) => text, String);

    public static ScalarType<string> Path { get; } = new("a path", "Write the path of a file.", (text, _) => text.Length > 0 && !text.Contains('\0')
        ? text : new Complaint("is not the path of a file.", "Write one; it counts from the folder of the configuration file."), String)
    { IsPath = true };

    public static ScalarType<HiddenText> Secret { get; } = new("a secret", "Write it as ${env:NAME} or ${file:PATH}.", ParseSecret, String) { IsSecret = true };

    public static ScalarType<bool> Flag { get; } = new("true or false", "Write true or false, without quotes.", (text, shown) => text switch
    {
        "true" => true,
        "false" => false,
        _ => new Complaint($"is {shown}, and true or false is wanted.", "Write true or false."),
    }, json => json.WriteString("type", "boolean"))
    { MustBePlain = true };

    public static ScalarType<TimeSpan> Duration { get; } = new("a duration", "Write it like 90d, 12h, 30m or 45s.", ConfigUnits.ParseDuration, json => Pattern(json, DurationPattern));

    public static ScalarType<long> Size { get; } = new("a size", "Write it like 20GB, 256MB or 64KiB.", ConfigUnits.ParseSize, json => Pattern(json, SizePattern));

    public static ScalarType<IPNetwork> Network { get; } = new("an address or network", "Write it like 192.0.2.5 or 192.0.2.0/24.", ConfigNetworks.Parse, String);

    public static ListType<IPNetwork> Networks { get; } = new(Network, "[192.0.2.0/24]");

    public static ListType<string> Texts(string example) => new(Text, example);

    public static ScalarType<int> Whole(int least, int most) => new("a number", $"Write a number from {least} to {most}.", (text, shown) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : new Complaint($"is {shown}, and a number from {least} to {most} is wanted.", "Write such a number."), json =>
            {
                json.WriteString("type", "integer");
                json.WriteNumber("minimum", least);
                json.WriteNumber("maximum", most);
            });

    // One line of printable text, whatever it is for: neither HTTP Basic nor a header can carry a control character.
    private static Parsed<HiddenText> ParseSecret(string text, string shown) => text switch
    {
        "" => new Complaint("is an empty secret.", "Anybody knows it: give a value to what the reference names, or write another one."),
        _ when text.Any(char.IsControl) => new Complaint("holds a control character (a second line, perhaps).", "A secret is one line; a single line end after it is forgiven."),
        _ => new HiddenText(text),
    };

    private static void String(Utf8JsonWriter json)
    {
        // An unquoted number is a text to us, and its author should not have to know.
        json.WriteStartArray("type");
        json.WriteStringValue("string");
        json.WriteStringValue("number");
        json.WriteEndArray();
    }

    private static void Pattern(Utf8JsonWriter json, string pattern)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", $@"{pattern}|\$\{{");
    }
}
