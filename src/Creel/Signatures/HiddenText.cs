namespace Creel.Signatures;

/// <summary>A secret that we must be able to give to somebody: it shows itself only when asked by name.</summary>
internal sealed class HiddenText(string value)
{
    public string Reveal() => value;

    public override string ToString() => "***";
}
