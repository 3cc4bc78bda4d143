using System.CommandLine;
using Creel.Search;
using Creel.Server.Printing;

namespace Creel.Server.Inboxes;

/// <summary>The QUERY of a command: all its words, as one query. It is read here first, so that an error can point at its place.</summary>
internal static class QueryArgument
{
    /// <summary>How much of a long query is shown around a mistake.</summary>
    private const int Around = 36;

    public static Argument<string[]> Create(string description, bool required = false) => new("QUERY")
    {
        Description = description,
        Arity = required ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore,
    };

    /// <summary>A misspelt option must not become a word that is looked for.</summary>
    public static void RefuseOptions(Command command, Argument<string[]> query) => command.Validators.Add(result =>
    {
        var option = result.GetValue(query)?.FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal));
        if (option is not null) result.AddError($"There is no option {TerminalText.Clean(option)} here.");
    });

    /// <exception cref="CommandException">It is no query.</exception>
    public static string Read(ParseResult given, Argument<string[]> query)
    {
        var text = string.Join(' ', given.GetValue(query) ?? []);
        Parse(text);
        return text;
    }

    /// <exception cref="CommandException">It is no query.</exception>
    public static EventQuery Parse(string text)
    {
        try { return EventQuery.Parse(text, TimeProvider.System.GetLocalNow()); }
        catch (QueryException e) { throw CommandException.Usage($"{e.What}\n{Pointed(text, e.Position)}", e.Remedy); }
    }

    /// <summary>The query, and a caret under a place of it.</summary>
    internal static string Pointed(string text, int position)
    {
        var start = Math.Max(0, position - Around);
        var before = (start > 0 ? "…" : "") + Plain(text[start..position]);
        var after = Plain(text[position..Math.Min(text.Length, position + Around)]) + (position + Around < text.Length ? "…" : "");
        return $"  {before}{after}\n  {new string(' ', TextWidth.Of(before))}^";
    }

    // One character for one: what is written out would move the caret away.
    private static string Plain(string text) => string.Concat(text.EnumerateRunes().Select(rune => TerminalText.MustBeEscaped(rune.Value) ? "?" : rune.ToString()));
}
