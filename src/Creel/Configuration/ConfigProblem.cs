namespace Creel.Configuration;

/// <summary>What is wrong, where, and what to do. Never holds a secret.</summary>
internal sealed record ConfigProblem(ConfigPlace Place, string What, string Remedy)
{
    /// <summary>As compilers write it, so that editors and terminals can jump to the place.</summary>
    public string Text(string file)
    {
        var where = Place.Line > 0 ? $"{file}:{Place.Line}:{Place.Column}: " : Place.Path.StartsWith('-') ? "" : $"{file}: ";
        var path = Place.Path.Length == 0 ? "" : $"{Place.Path}: ";
        return $"{where}{path}{What}\n    {Remedy}";
    }
}

/// <summary>Everything that is wrong, gathered: an operator should not have to find the errors one by one.</summary>
internal sealed class ConfigProblems
{
    /// <summary>Nobody reads more, and a file of another kind would give one a line.</summary>
    private const int Most = 100;

    private readonly List<ConfigProblem> _all = [];

    public int Count { get; private set; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ConfigProblem> All => [.. _all.OrderBy(one => one.Place.Line).ThenBy(one => one.Place.Column), .. Rest];

    public void Add(ConfigPlace place, string what, string remedy)
    {
        if (++Count <= Most) _all.Add(new(place, what, remedy));
    }

    public void Add(ConfigPlace place, Complaint complaint) => Add(place, complaint.What, complaint.Remedy);

    private IEnumerable<ConfigProblem> Rest =>
        Count > Most ? [new(new(0, 0, ""), $"there are {Count - Most} more errors.", "Mend these first.")] : [];
}

/// <summary>What is wrong with a value, and what to do.</summary>
internal sealed record Complaint(string What, string Remedy);

/// <summary>What a text says, or why it says nothing.</summary>
internal readonly record struct Parsed<T>(T Value, Complaint? Complaint)
{
    public static implicit operator Parsed<T>(T value) => new(value, null);

    public static implicit operator Parsed<T>(Complaint complaint) => new(default!, complaint);
}
