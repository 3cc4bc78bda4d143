using Creel.Fuzz.Targets;

namespace Creel.Fuzz;

/// <summary>Every parser that a stranger's bytes reach. A new one is one line here.</summary>
internal static class AllTargets
{
    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        RequestTarget.Create(),
        BasicTarget.Create(),
        HeaderTarget.Create(),
        FactsTarget.Create(),
        IndentTarget.Create(),
        DecodingTarget.Create(),
        ConfigTarget.Create(),
        ForwardedTarget.Create(),
        QueryTarget.Create(),
        ImportTarget.Create(),
        FlaskTarget.Create(),
        ForgedTarget.Create(),
        SignedTarget.Create(),
        SnsTarget.Create(),
        BodySecretTarget.Create(),
        PlaceTarget.Create(),
        FormTarget.Create(),
        HandshakeTarget.Create(),
        ProfileTarget.Create(),
        RewritingTarget.Create(),
        TextTargets.Cursor,
        TextTargets.JsonPath,
        TextTargets.HeaderLines,
        TextTargets.Terminal,
    ];
}
