using System.Globalization;
using System.Text.Json;

namespace Creel.Tests.WebConsole;

/// <summary>
/// Whether a value is as a JSON Schema says: the keywords that docs/openapi.json uses. One that this does not know is an error, so that
/// none is written down and never checked.
/// </summary>
internal sealed class JsonShape(JsonElement document)
{
    /// <summary>What is wrong, each with its place.</summary>
    public IEnumerable<string> Faults(JsonElement schema, JsonElement value, string place = "$") =>
        schema.EnumerateObject().SelectMany(keyword => Faults(keyword, schema, value, place));

    /// <summary>What a <c>$ref</c> points at; anything else is itself.</summary>
    public JsonElement Resolve(JsonElement one) => one.TryGetProperty("$ref", out var reference)
        ? reference.GetString()!.Split('/')[1..].Aggregate(document, (at, name) => at.GetProperty(name))
        : one;

    private IEnumerable<string> Faults(JsonProperty keyword, JsonElement schema, JsonElement value, string place) => keyword.Name switch
    {
        "$ref" => Faults(Resolve(schema), value, place),
        "type" => If(!Types(keyword.Value).Any(type => Is(type, value)), $"{place} is {value.ValueKind}, not {keyword.Value}"),
        "enum" => If(!keyword.Value.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)), $"{place} is {value}, none of {keyword.Value}"),
        "format" => If(value.ValueKind == JsonValueKind.String && !HasFormat(keyword.Value.GetString()!, value.GetString()!), $"{place} is no {keyword.Value}: {value}"),
        "minimum" => If(value.ValueKind == JsonValueKind.Number && value.GetInt64() < keyword.Value.GetInt64(), $"{place} is below {keyword.Value}: {value}"),
        "maximum" => If(value.ValueKind == JsonValueKind.Number && value.GetInt64() > keyword.Value.GetInt64(), $"{place} is above {keyword.Value}: {value}"),
        "contentEncoding" => If(!value.TryGetBytesFromBase64(out _), $"{place} is not base64"),
        "required" => keyword.Value.EnumerateArray().Where(name => value.ValueKind == JsonValueKind.Object && !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{place} has no {name}"),
        "properties" => Members(value).SelectMany(member => keyword.Value.TryGetProperty(member.Name, out var known) ? Faults(known, member.Value, $"{place}.{member.Name}") : []),
        "additionalProperties" => Members(value).Where(member => !(schema.TryGetProperty("properties", out var known) && known.TryGetProperty(member.Name, out _)))
            .SelectMany(member => keyword.Value.ValueKind == JsonValueKind.False ? [$"{place} has {member.Name}, which is not documented"] : Faults(keyword.Value, member.Value, $"{place}.{member.Name}")),
        "items" => value.ValueKind != JsonValueKind.Array ? [] : value.EnumerateArray().SelectMany((item, index) => Faults(keyword.Value, item, $"{place}[{index}]")),
        "description" or "default" => [],
        _ => [$"the keyword {keyword.Name} of {place} is not checked by this test"],
    };

    private static IEnumerable<string> If(bool wrong, string fault) => wrong ? [fault] : [];

    private static IEnumerable<JsonProperty> Members(JsonElement value) => value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : [];

    private static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];

    private static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };

    private static bool HasFormat(string format, string text) => format switch
    {
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) && text.EndsWith('Z'),
        _ => false,
    };
}
