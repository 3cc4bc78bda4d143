using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Creel.Console;

/// <summary>Everything that can be asked of the console: mapped from here, listed to who asks for something else, and held against docs/openapi.json.</summary>
internal sealed class ConsoleRoutes
{
    private const string Everything = "{**path}";
    private readonly List<ConsoleRoute> _all = [];

    public IReadOnlyList<ConsoleRoute> All => _all;

    public void Map(string path, ConsoleHandler handler) => _all.Add(new(path, handler));

    /// <summary>Maps them, and a last one for every path that is none of them.</summary>
    public void MapTo(IEndpointRouteBuilder app, ConsoleGate gate)
    {
        foreach (var route in _all) app.Map(route.Path, route.Handler.HandleAsync).WithMetadata(route);
        var nothing = Problem.NotFound($"There is nothing at this path. The API is at {string.Join(", ", Entrances())}.");
        var last = new ConsoleRoute(Everything, gate.Guard(_ => throw new ProblemException(nothing)));
        app.MapFallback(last.Path, last.Handler.HandleAsync).WithMetadata(last);
    }

    private IEnumerable<string> Entrances() =>
        _all.Where(route => route is { Handler: { Access: ConsoleAccess.Anyone or ConsoleAccess.Reader, Changes: false } } && !route.Path.Contains('{'))
            .Select(route => route.Path);
}

/// <summary>A path, and what answers there.</summary>
internal sealed record ConsoleRoute(string Path, ConsoleHandler Handler);
