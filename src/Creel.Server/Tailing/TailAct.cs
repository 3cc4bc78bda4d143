namespace Creel.Server.Tailing;

/// <summary>What a key asks for beyond what the state itself can do.</summary>
internal abstract record TailAct
{
    public sealed record Nothing : TailAct;

    public sealed record Quit : TailAct;

    public sealed record Open(Guid Id) : TailAct;

    public sealed record Filter(string Query) : TailAct;

    public static readonly TailAct None = new Nothing();
}
