using System.Text.Json;

namespace Creel.Configuration;

/// <summary>A kind of value: how it is read, and how the schema describes it, so that the two can't differ.</summary>
internal abstract class ConfigType
{
    public abstract void WriteSchema(Utf8JsonWriter json);
}

/// <summary>A kind of value that is read into <typeparamref name="T"/>.</summary>
internal abstract class ConfigType<T> : ConfigType
{
    /// <summary>Null when it could not be read; why was reported.</summary>
    public abstract Located<T>? Read(YamlNode node, string path, ConfigReading reading);

    protected static Located<T>? Wrong(YamlNode node, string path, ConfigReading reading, string wanted, string remedy)
    {
        if (node is YamlFault) return null;
        if (node is YamlText { IsNothing: true }) reading.Problems.Add(node.At(path), "has no value.", $"Give it one, or remove the key. {remedy}");
        else reading.Problems.Add(node.At(path), $"is {node.Kind}, and {wanted} is wanted.", remedy);
        return null;
    }
}

/// <summary>A value that is written as one word or text.</summary>
/// <param name="wanted">What it is: "a duration".</param>
/// <param name="remedy">How it is written: "Write it like this: 90d."</param>
/// <param name="parse">From the text, and how a message may name that text, to the value.</param>
/// <param name="schema">Writes what the schema says besides the description.</param>
internal sealed class ScalarType<T>(string wanted, string remedy, Func<string, string, Parsed<T>> parse, Action<Utf8JsonWriter> schema) : ConfigType<T>
{
    /// <summary>It must not be shown, nor stand in a file that others can read.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Quotes make it a text, and a text it is not.</summary>
    public bool MustBePlain { get; init; }

    /// <summary>A path counts from the folder of the file.</summary>
    public bool IsPath { get; init; }

    public override Located<T>? Read(YamlNode node, string path, ConfigReading reading)
    {
        if (node is not YamlText text || text.IsNothing || (MustBePlain && !text.IsPlain)) return Wrong(node, path, reading, wanted, remedy);
        var place = node.At(path);
        if (reading.Expand(text, place, out var hasReferences) is not { } expanded) return null;
        if (IsSecret && !hasReferences && reading.LiteralSecrets is { } refused)
        {
            reading.Problems.Add(place, refused);
            return null;
        }
        var shown = IsSecret || hasReferences ? "this value" : ConfigText.Shown(expanded);
        if (IsPath && expanded.Length > 0 && !expanded.Contains('\0')) expanded = reading.FullPath(expanded);
        var parsed = parse(expanded, shown);
        if (parsed.Complaint is null) return new(parsed.Value, place, shown);
        reading.Problems.Add(place, parsed.Complaint);
        return null;
    }

    public override void WriteSchema(Utf8JsonWriter json) => schema(json);
}

/// <summary>Several values of one type. What is wrong with one does not hide what is wrong with the next.</summary>
internal sealed class ListType<T>(ConfigType<T> item, string example) : ConfigType<IReadOnlyList<Located<T>>>
{
    public override Located<IReadOnlyList<Located<T>>>? Read(YamlNode node, string path, ConfigReading reading)
    {
        if (node is not YamlList list) return Wrong(node, path, reading, "a list", $"Write it like this: {example}.");
        if (list.Items.Count == 0)
        {
            reading.Problems.Add(node.At(path), "is an empty list.", $"Put something into it ({example}), or remove the key.");
            return null;
        }
        var read = new List<Located<T>>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (item.Read(list.Items[i], $"{path}[{i}]", reading) is { } one) read.Add(one);
        }
        return new(read, node.At(path), "this list");
    }

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "array");
        json.WriteNumber("minItems", 1);
        json.WriteStartObject("items");
        item.WriteSchema(json);
        json.WriteEndObject();
    }
}

/// <summary>A key that this version only knows by name: refused, never ignored.</summary>
internal sealed class LaterType(string what, string remedy) : ConfigType<object>
{
    public override Located<object>? Read(YamlNode node, string path, ConfigReading reading)
    {
        reading.Problems.Add(node.At(path), $"{what} with a later version of Creel.", remedy);
        return null;
    }

    // Nothing fits: an editor marks it as an error, with the key's description.
    public override void WriteSchema(Utf8JsonWriter json) => json.WriteEmptyObject("not");
}

internal static class SchemaWriting
{
    /// <summary>An object with nothing in it.</summary>
    public static void WriteEmptyObject(this Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteEndObject();
    }
}
