namespace Creel.Configuration;

/// <summary>A piece of YAML and where it begins. Classes, not records: a record would print the secrets that it holds.</summary>
internal abstract class YamlNode(int line, int column)
{
    public int Line => line;
    public int Column => column;

    public ConfigPlace At(string path) => new(line, column, path);

    /// <summary>In a message: "is …, and a list is wanted".</summary>
    public abstract string Kind { get; }
}

internal sealed class YamlText(string text, bool isPlain, int line, int column) : YamlNode(line, column)
{
    public string Text => text;

    /// <summary>Written without quotes: only then <c>true</c> is a flag and nothing at all is no value.</summary>
    public bool IsPlain => isPlain;

    public bool IsNothing => isPlain && text is "" or "~" or "null" or "Null" or "NULL";

    public override string Kind => IsNothing ? "nothing" : "text";
}

internal sealed class YamlList(IReadOnlyList<YamlNode> items, int line, int column) : YamlNode(line, column)
{
    public IReadOnlyList<YamlNode> Items => items;

    public override string Kind => "a list";
}

internal sealed class YamlMap(IReadOnlyList<KeyValuePair<YamlText, YamlNode>> entries, int line, int column) : YamlNode(line, column)
{
    public IReadOnlyList<KeyValuePair<YamlText, YamlNode>> Entries => entries;

    public override string Kind => "a map of keys";
}

/// <summary>Something that was found fault with already.</summary>
internal sealed class YamlFault(int line, int column) : YamlNode(line, column)
{
    public override string Kind => "not usable";
}
