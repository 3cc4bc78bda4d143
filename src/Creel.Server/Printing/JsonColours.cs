using System.Buffers;
using System.Text.Json;

namespace Creel.Server.Printing;

/// <summary>The colours of a JSON document on a terminal: plain ones, which every theme makes readable.</summary>
internal sealed class JsonColours
{
    public static readonly JsonColours Soft = new();

    private JsonColours()
    {
    }

    public void Begin(JsonTokenType token, IBufferWriter<byte> output) => output.Write(Of(token));

    public void End(JsonTokenType token, IBufferWriter<byte> output)
    {
        if (!Of(token).IsEmpty) output.Write("\e[0m"u8);
    }

    private static ReadOnlySpan<byte> Of(JsonTokenType token) => token switch
    {
        JsonTokenType.PropertyName => "\e[34m"u8,
        JsonTokenType.String => "\e[32m"u8,
        JsonTokenType.Number => "\e[36m"u8,
        JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null => "\e[35m"u8,
        _ => default,
    };
}
