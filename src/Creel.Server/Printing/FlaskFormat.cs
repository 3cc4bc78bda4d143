using System.Buffers;

namespace Creel.Server.Printing;

/// <summary>
/// The file of the Flask receiver: each body as JSON with indent 4, then a line of <c>= - </c>. What <c>--save</c> and
/// <c>export --format pretty</c> write, and <c>import</c> reads.
/// </summary>
internal static class FlaskFormat
{
    /// <summary>The line behind each body, without its end.</summary>
    public static readonly byte[] Line = [.. Enumerable.Repeat("= - "u8.ToArray(), 18).SelectMany(part => part)];

    private static readonly byte[] Separator = [.. "\n"u8, .. Line, .. "\n"u8];

    public static void Write(ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        JsonIndenter.Write(body, JsonEscaping.Ascii, output);
        output.Write(Separator);
    }
}
