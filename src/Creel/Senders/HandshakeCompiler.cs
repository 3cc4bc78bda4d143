using System.Text;
using Creel.Json;

namespace Creel.Senders;

/// <summary>
/// From handshakes as they are written in a profile to rules. Places in the body are written as in facts, and an array on the way
/// stands for its first element; <c>header.NAME</c> is a request header.
/// </summary>
internal sealed class HandshakeCompiler
{
    public const int MostPlaces = 16;

    private const string Kinds = "options, head, echo-query, echo-header, echo-body, hmac-body, constant, sns-confirm";

    private readonly PathTree _paths = new();

    /// <exception cref="FormatException">Something in them makes no sense; the message says where and why.</exception>
    public static HandshakeRules Compile(IReadOnlyList<HandshakeData> handshakes) =>
        handshakes.Count == 0 ? HandshakeRules.None : new HandshakeCompiler().Rules(handshakes);

    private HandshakeRules Rules(IReadOnlyList<HandshakeData> handshakes)
    {
        var inHead = new List<HeadHandshake>();
        var inBody = new List<BodyHandshake>();
        foreach (var data in handshakes)
        {
            try
            {
                if (Head(data) is { } head) inHead.Add(head);
                else inBody.Add(Body(data));
            }
            catch (FormatException e)
            {
                throw new FormatException($"handshakes {data.Kind}: {e.Message}", e);
            }
        }
        if (_paths.Count > MostPlaces) throw new FormatException($"handshakes: they look at {_paths.Count} places; {MostPlaces} at most.");
        return new() { InHead = [.. inHead], InBody = [.. inBody], BodyPaths = _paths };
    }

    private static HeadHandshake? Head(HandshakeData data)
    {
        switch (data.Kind)
        {
            case "options":
                Only(data);
                return new(HandshakeKind.Options);
            case "head":
                Only(data);
                return new(HandshakeKind.Head);
            case "echo-query":
                Only(data, "query");
                return new(HandshakeKind.EchoQuery, Needed("query", data.Query));
            case "echo-header":
                Only(data, "header", "as");
                return new(HandshakeKind.EchoHeader, Needed("header", data.Header), data.As is null ? "verification" : Needed("as", data.As));
            default:
                return null;
        }
    }

    private BodyHandshake Body(HandshakeData data)
    {
        switch (data.Kind)
        {
            case "echo-body":
                Only(data, "when", "challenge", "as");
                return When(data, new(HandshakeKind.EchoBody) { Challenge = Challenge(data), As = data.As is null ? null : Needed("as", data.As) });
            case "hmac-body":
                Only(data, "when", "challenge");
                return When(data, new(HandshakeKind.HmacBody) { Challenge = Challenge(data) });
            case "constant":
                Only(data, "when", "status", "body");
                return When(data, new(HandshakeKind.Constant) { Status = Status(data), Answer = Encoding.UTF8.GetBytes(data.Body ?? "") });
            case "sns-confirm":
                Only(data);
                // Both stand in what is signed; the header that says the same does not.
                return new(HandshakeKind.SnsConfirm) { Places = [Place("Type", "SubscriptionConfirmation")], Challenge = Slot("SubscribeURL") };
            default:
                throw new FormatException($"there is no such kind: {Kinds}.");
        }
    }

    private BodyHandshake When(HandshakeData data, BodyHandshake handshake)
    {
        if (data.When.Count == 0) throw new FormatException("when: say by what it is told from an event.");
        var headers = new List<(string, string)>();
        var places = new List<HandshakePlace>();
        foreach (var (place, value) in data.When)
        {
            if (value.Length == 0) throw new FormatException($"when: '{place}' has no value.");
            if (place.StartsWith("header.", StringComparison.Ordinal)) headers.Add((Needed("when", place["header.".Length..]), value));
            else places.Add(Place(place, value));
        }
        return handshake with { Headers = [.. headers], Places = [.. places] };
    }

    private HandshakePlace Place(string path, string value)
    {
        var distinct = value.Length >= 8 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        return new(Slot(path), Encoding.UTF8.GetBytes(value), distinct);
    }

    private int Challenge(HandshakeData data) => Slot(Needed("challenge", data.Challenge));

    private int Slot(string path)
    {
        var segments = JsonPath.Parse(path);
        var names = segments.Select(segment => segment.Name);
        return _paths.Add([.. segments.Count > 1 && segments[0] is { Name: "body", Quoted: false } ? names.Skip(1) : names]);
    }

    private static int Status(HandshakeData data)
    {
        var status = data.Status ?? 200;
        if (status is < 200 or > 299) throw new FormatException($"status: {status} is no success; 200 to 299 are.");
        return status is 204 or 205 && data.Body is { Length: > 0 } ? throw new FormatException($"body: an answer with status {status} has none.") : status;
    }

    private static string Needed(string key, string? text) => text is { Length: > 0 } ? text : throw new FormatException($"{key}: it is missing.");

    private static void Only(HandshakeData data, params ReadOnlySpan<string> allowed)
    {
        foreach (var (key, given) in ((string, bool)[])
        [
            ("query", data.Query is not null), ("header", data.Header is not null), ("when", data.When.Count > 0), ("challenge", data.Challenge is not null),
            ("as", data.As is not null), ("status", data.Status is not null), ("body", data.Body is not null),
        ])
        {
            if (given && !allowed.Contains(key)) throw new FormatException($"{key}: this kind has no such key.");
        }
    }
}
