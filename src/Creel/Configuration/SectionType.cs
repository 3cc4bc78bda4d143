using System.Text.Json;
using Creel.Search;

namespace Creel.Configuration;

/// <summary>What a section says, and which keys it gave, also those whose value could not be read: they are not missing.</summary>
internal abstract class ConfigSection
{
    public ConfigPlace Place { get; set; }

    public HashSet<string> Given { get; } = new(StringComparer.Ordinal);
}

/// <summary>A key of a section: its name, its type, what it means, and where its value goes.</summary>
internal abstract class ConfigKey<TSection>(string name, string about)
{
    public string Name => name;

    /// <summary>For the schema: editors show it.</summary>
    public string About => about;

    /// <summary>For the schema; what is missing is said by the compiler, which knows what it is missing for.</summary>
    public bool IsRequired { get; init; }

    public abstract ConfigType Type { get; }

    public abstract void Read(YamlNode node, string path, ConfigReading reading, TSection into);
}

internal sealed class ConfigKey<TSection, TValue>(string name, ConfigType<TValue> type, Action<TSection, Located<TValue>> set, string about)
    : ConfigKey<TSection>(name, about)
{
    public override ConfigType Type => type;

    public override void Read(YamlNode node, string path, ConfigReading reading, TSection into)
    {
        if (type.Read(node, path, reading) is { } value) set(into, value);
    }
}

/// <summary>A map with known keys. They stand in one table, which is read by, hinted from and described from.</summary>
internal sealed class SectionType<TSection>(Func<TSection> create, params ConfigKey<TSection>[] keys) : ConfigType<TSection>
    where TSection : ConfigSection
{
    public IReadOnlyList<ConfigKey<TSection>> Keys => keys;

    public override Located<TSection>? Read(YamlNode node, string path, ConfigReading reading)
    {
        if (node is not YamlMap map) return Wrong(node, path, reading, "a map of keys", $"Its keys are {string.Join(", ", keys.Select(key => key.Name))}.");
        var section = create();
        section.Place = node.At(path);
        foreach (var (name, value) in map.Entries)
        {
            section.Given.Add(name.Text);
            var under = name.At(path).Under(name.Text);
            if (Array.Find(keys, key => key.Name == name.Text) is { } known) known.Read(value, under.Path, reading, section);
            else Unknown(name, path, reading);
        }
        return new(section, node.At(path), "this section");
    }

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("properties");
        foreach (var key in keys)
        {
            json.WriteStartObject(key.Name);
            json.WriteString("description", key.About);
            key.Type.WriteSchema(json);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        if (!keys.Any(key => key.IsRequired)) return;
        json.WriteStartArray("required");
        foreach (var key in keys.Where(key => key.IsRequired)) json.WriteStringValue(key.Name);
        json.WriteEndArray();
    }

    private void Unknown(YamlText name, string path, ConfigReading reading)
    {
        var all = keys.Select(key => key.Name);
        var nearest = NearestName.Of(name.Text, all);
        reading.Problems.Add(name.At(path), $"there is no key {ConfigText.Shown(name.Text)}{(path.Length == 0 ? "" : " here")}.",
            nearest is null ? $"The keys are {string.Join(", ", all)}." : $"Did you mean `{nearest}`?");
    }
}

/// <summary>A map from names of the operator's choice to sections.</summary>
internal sealed class NamedType<TSection>(SectionType<TSection> section, Func<string, string, Complaint?> checkName, string namePattern)
    : ConfigType<IReadOnlyList<Named<TSection>>> where TSection : ConfigSection
{
    public override Located<IReadOnlyList<Named<TSection>>>? Read(YamlNode node, string path, ConfigReading reading)
    {
        if (node is not YamlMap map) return Wrong(node, path, reading, "a map of names", "Write a name of your choice, and the keys of what it names below it.");
        if (map.Entries.Count == 0)
        {
            reading.Problems.Add(node.At(path), "is empty.", "Name one, or remove the key.");
            return null;
        }
        var read = new List<Named<TSection>>();
        foreach (var (name, value) in map.Entries)
        {
            var shown = ConfigText.Shown(name.Text);
            var place = name.At(path);
            if (checkName(name.Text, shown) is { } complaint)
            {
                reading.Problems.Add(place, complaint);
                continue;
            }
            place = place.Under(name.Text);
            if (section.Read(value, place.Path, reading) is { } one) read.Add(new(new(name.Text, place, shown), one.Value));
        }
        return new(read, node.At(path), "this section");
    }

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "object");
        json.WriteNumber("minProperties", 1);
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("patternProperties");
        json.WriteStartObject(namePattern);
        section.WriteSchema(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
