namespace Creel.Server.Importing;

/// <summary>How a file of events is written.</summary>
internal enum ImportFormat
{
    /// <summary>A JSON object a line, as <c>creel export</c> writes them.</summary>
    Ndjson,

    /// <summary>The Flask receiver's file, and that of <c>--save</c>: indented JSON, each followed by a line of <c>= - </c>.</summary>
    Flask,
}

/// <summary>Tells the format by a file's first line.</summary>
internal static class ImportFormats
{
    public const string Ndjson = "ndjson";
    public const string Flask = "flask";

    public static ImportFormat? Parse(string? name) => name switch
    {
        Ndjson => ImportFormat.Ndjson,
        Flask => ImportFormat.Flask,
        _ => null,
    };

    /// <summary>Null: it can't be told. An export has an object and its first key on one line; indented JSON never has.</summary>
    public static ImportFormat? Guess(ReadOnlySpan<byte> beginning)
    {
        if (beginning.StartsWith("\uFEFF"u8)) beginning = beginning[3..];
        beginning = beginning.TrimStart(" \t\r\n"u8);
        // Nothing to import either way.
        if (beginning.IsEmpty) return ImportFormat.Ndjson;
        var end = beginning.IndexOf((byte)'\n');
        var line = (end < 0 ? beginning : beginning[..end]).Trim(" \t\r"u8);
        return line[0] switch
        {
            (byte)'{' => line[1..].TrimStart(" \t"u8) is [(byte)'"', ..] ? ImportFormat.Ndjson : ImportFormat.Flask,
            (byte)'[' or (byte)'"' or (byte)'-' or (>= (byte)'0' and <= (byte)'9') => ImportFormat.Flask,
            _ when line.SequenceEqual("null"u8) || line.SequenceEqual("true"u8) || line.SequenceEqual("false"u8) => ImportFormat.Flask,
            _ => null,
        };
    }
}
