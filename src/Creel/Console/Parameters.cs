using System.Globalization;
using Creel.Search;
using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary>
/// The parameters of one request. What an endpoint does not know is refused: a misspelt parameter that is ignored gives a
/// wrong answer.
/// </summary>
internal sealed class Parameters
{
    private readonly IQueryCollection _query;

    private Parameters(IQueryCollection query) => _query = query;

    /// <exception cref="ProblemException">There is one that is not <paramref name="known"/>, or one twice.</exception>
    public static Parameters Read(HttpRequest request, params ReadOnlySpan<string> known)
    {
        foreach (var (name, values) in request.Query)
        {
            if (!known.Contains(name))
                throw Bad($"There is no parameter `{name}` here. It takes {(known.IsEmpty ? "none" : string.Join(", ", known))}.");
            if (values.Count != 1) throw Bad($"The parameter `{name}` is given {values.Count} times. Give it once.");
        }
        return new Parameters(request.Query);
    }

    public string? Text(string name) => _query.TryGetValue(name, out var values) ? values.ToString() : null;

    public int Number(string name, int fallback, int min, int max)
    {
        if (Text(name) is not { } text) return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
            return number;
        throw Bad($"`{name}` must be a whole number from {min} to {max}.");
    }

    /// <summary>The query in <c>q</c>; without it, everything.</summary>
    public EventQuery Query(DateTimeOffset now)
    {
        try { return EventQuery.Parse(Text("q") ?? "", now); }
        catch (QueryException e) { throw Bad($"`q` is no query. {e.Message}"); }
    }

    /// <summary>The place a cursor stands for; null when none is given.</summary>
    public long? Place(string name)
    {
        if (Text(name) is not { } text) return null;
        if (Cursor.TryRead(text, out var seq)) return seq;
        throw Bad($"`{name}` is not a cursor. Use the text of `next` in an earlier answer, as it is.");
    }

    private static ProblemException Bad(string detail) => new(Problem.BadRequest(detail));
}
