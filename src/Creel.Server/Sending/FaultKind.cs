namespace Creel.Server.Sending;

/// <summary>What goes wrong in life between a sender and its receiver.</summary>
internal enum FaultKind
{
    /// <summary>One bit of the signature is another.</summary>
    BadSignature,

    /// <summary>Signed long before it is sent.</summary>
    Stale,

    /// <summary>One signed request twice, bit for bit.</summary>
    Replayed,

    /// <summary>The body was parsed and written anew after it was signed, as proxies and relays do.</summary>
    Reserialised,

    /// <summary>Fewer bytes than were announced, then the end.</summary>
    Cut,

    /// <summary>A body that trickles in.</summary>
    Slow,

    /// <summary>The same event signed anew: what a sender sends that got no answer.</summary>
    Duplicate,
}

internal static class FaultKinds
{
    public static readonly IReadOnlyList<(string Name, FaultKind Kind, string What)> All =
    [
        ("bad-signature", FaultKind.BadSignature, "one bit of the signature is another"),
        ("stale", FaultKind.Stale, "signed an hour before it is sent, or longer where more is allowed"),
        ("replayed", FaultKind.Replayed, "one signed request, sent twice"),
        ("reserialised", FaultKind.Reserialised, "the body indented anew after it was signed"),
        ("cut", FaultKind.Cut, "fewer bytes than Content-Length says, then the end of the connection"),
        ("slow", FaultKind.Slow, "a body that trickles in"),
        ("duplicate", FaultKind.Duplicate, "the same event twice, signed anew"),
    ];

    public static string Names => string.Join("|", All.Select(one => one.Name));

    public static string Name(this FaultKind kind) => All.Single(one => one.Kind == kind).Name;

    public static string What(this FaultKind kind) => All.Single(one => one.Kind == kind).What;

    /// <exception cref="CommandException">There is no such fault.</exception>
    public static FaultKind Parse(string name) => All.FirstOrDefault(one => one.Name == name) is { Name: not null } found
        ? found.Kind
        : throw CommandException.Usage($"There is no fault `{AnswerText.OneLine(name, 60)}`.", "There are:\n" + string.Join("\n", All.Select(one => $"  {one.Name,-14} {one.What}")));
}
