namespace Creel.Configuration;

/// <summary>Where something stands: line and column of the file, and the way to it through the keys, such as
/// <c>sources.catalyst.basic[0].password</c>. Line 0: not in the file, but on the command line.</summary>
internal readonly record struct ConfigPlace(int Line, int Column, string Path)
{
    public static ConfigPlace OfOption(string option) => new(0, 0, option);

    public ConfigPlace At(int index) => this with { Path = $"{Path}[{index}]" };

    public ConfigPlace Under(string key) => this with { Path = Path.Length == 0 ? key : $"{Path}.{key}" };
}

/// <summary>A value and where it stands, so that whoever finds fault with it later can still say where.</summary>
/// <param name="Value">What was read.</param>
/// <param name="Place">Where.</param>
/// <param name="Shown">How a message may name it: a value that came out of the environment or a file is never repeated.</param>
internal sealed record Located<T>(T Value, ConfigPlace Place, string Shown)
{
    /// <summary>What somebody else finds wrong with it: his words are kept back where they could repeat what came out of a reference.</summary>
    public Complaint? Guard(Complaint? complaint) => complaint is null || Shown.StartsWith('`')
        ? complaint
        : new("can't be used; it came out of a reference, so neither it nor what is wrong with it is shown.", "Write it into the file itself to read what is wrong.");

    public override string ToString() => Shown;
}

/// <summary>A value under a name of the operator's choice.</summary>
internal sealed record Named<T>(Located<string> Name, T Value)
{
    public ConfigPlace Place => Name.Place;
}
