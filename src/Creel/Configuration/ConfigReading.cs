namespace Creel.Configuration;

/// <summary>What one reading of a configuration knows and gathers while it goes through the keys.</summary>
internal sealed class ConfigReading(string folder, ConfigOutside outside, ConfigProblems problems)
{
    /// <summary>Characters that all references together may come to: a short file could name a long one again and again.</summary>
    private const int LongestExpansion = 8 << 20;

    private int _room = LongestExpansion;

    public ConfigProblems Problems => problems;

    /// <summary>Null when secrets may stand in the file itself; else who could read them there, and the remedy.</summary>
    public Complaint? LiteralSecrets { get; init; }

    /// <summary>A path in the file counts from the file's own folder, wherever the program was started.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, folder);

    /// <summary>The text with every <c>${env:…}</c> and <c>${file:…}</c> filled in; null when that failed and was reported.</summary>
    public string? Expand(YamlText node, ConfigPlace place, out bool hasReferences)
    {
        hasReferences = false;
        var parts = References.Split(node.Text);
        var filled = new System.Text.StringBuilder();
        var failed = false;
        foreach (var part in parts)
        {
            if (part.Kind != ReferenceKind.None) hasReferences = true;
            if (_room < 0) return null;
            var one = part.Kind switch
            {
                ReferenceKind.None => part.Text,
                ReferenceKind.Variable => References.Variable(part.Text, outside),
                ReferenceKind.File => References.File(part.Text, SecretFile(part.Text), outside),
                _ => References.NotUnderstood,
            };
            if (one.Complaint is not null)
            {
                problems.Add(place, one.Complaint);
                failed = true;
            }
            filled.Append(one.Value);
            if (part.Kind != ReferenceKind.None && (_room -= one.Value?.Length ?? 0) < 0)
                problems.Add(place, $"all references together come to more than {LongestExpansion >> 20} million characters.", "Name shorter files.");
        }
        return failed ? null : filled.ToString();
    }

    private string SecretFile(string path) => path.Length == 0 || path.Contains('\0') ? "" : FullPath(path);
}
