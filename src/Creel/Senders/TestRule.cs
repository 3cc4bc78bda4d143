using System.Text.Json;
using Creel.Json;

namespace Creel.Senders;

/// <summary>
/// One way to tell a trial event: every condition holds, and a place is empty, meaning that nothing in it says anything,
/// <paramref name="Besides"/> left out of account (texts made from a template say something even then).
/// </summary>
internal sealed record TestRule((FactPath Path, string Value)[] Is, FactPath? Empty, byte[][] Besides)
{
    public bool Holds(in CapturedValues values)
    {
        foreach (var (path, value) in Is)
        {
            if (!string.Equals(values.Text(path), value, StringComparison.OrdinalIgnoreCase)) return false;
        }
        return Empty is not { } place || SaysNothing(values.Raw(place, out var kind), kind);
    }

    private bool SaysNothing(ReadOnlySpan<byte> value, JsonTokenType kind)
    {
        if (kind is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return IsBlank(value, kind);
        var reader = new Utf8JsonReader(value, BodySyntax.ReaderOptions);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.CurrentDepth == 1 && IsBesides(reader.ValueSpan)) reader.Skip();
            }
            else if (reader.TokenType != JsonTokenType.StartArray && !IsBlank(reader.ValueSpan, reader.TokenType))
            {
                return false;
            }
        }
        return true;
    }

    // Two characters are enough to see whether there is one: some take two.
    private static bool IsBlank(ReadOnlySpan<byte> value, JsonTokenType kind) => FactText.Of(value, kind, 2) is null;

    private bool IsBesides(ReadOnlySpan<byte> name)
    {
        foreach (var known in Besides)
        {
            if (JsonText.Same(name, known)) return true;
        }
        return false;
    }
}
