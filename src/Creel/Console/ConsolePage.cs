namespace Creel.Console;

/// <summary>The page at <c>/</c>: files that hold nothing secret. What they show they ask of the API.</summary>
internal static class ConsolePage
{
    private const string Script = "text/javascript; charset=utf-8";

    private static readonly (string Path, string File, string Type)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/console.css", "console.css", "text/css; charset=utf-8"),
        ("/console.js", "console.js", Script),
        ("/api.js", "api.js", Script),
        ("/event.js", "event.js", Script),
        ("/list.js", "list.js", Script),
        ("/text.js", "text.js", Script),
        ("/creel.svg", "creel.svg", "image/svg+xml"),
    ];

    public static void Map(ConsoleRoutes routes, ConsoleGate gate)
    {
        foreach (var (path, file, type) in Files) routes.Map(path, gate.Page(new BuiltIn("www/" + file, type, SecurityHeaders.ForPage).ServeAsync));
    }
}
