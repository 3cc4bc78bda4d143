using System.Buffers;
using Creel.Json;
using Creel.Server.Importing;
using Creel.Server.Printing;

namespace Creel.Fuzz.Targets;

/// <summary>A file of the Flask receiver: bodies or reasons, and bodies that are saved are read back as they were.</summary>
internal static class FlaskTarget
{
    private const string Line = "\n= - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - \n";

    public static FuzzTarget Create() => new("flask", input =>
    {
        _ = ImportFormats.Guess(input);
        Read(input);
        var saved = new ArrayBufferWriter<byte>();
        FlaskFormat.Write(input, saved);
        FindingException.ThrowUnless(Read(saved.WrittenSpan.ToArray()) == 1, "what --save wrote is not read back as one event");
    }, "{\n    \"a\": 1\n}" + Line + "\"text\"" + Line, "[]" + Line.Replace("\n", "\r\n") + "{\n \"cut", Line + "null" + Line, "\"\\ud800\"" + Line);

    private static int Read(byte[] file)
    {
        var events = 0;
        var items = FlaskFile.ReadAsync(new LineReader(new MemoryStream(file), 64 << 20), "webhook", CancellationToken.None).GetAsyncEnumerator();
        // Nothing of it ever waits: it is all in memory.
        while (items.MoveNextAsync().Result)
        {
            if (items.Current.Problem is null) events++;
            else FindingException.ThrowUnless(items.Current.Problem.Length > 0, "no reason");
        }
        return events;
    }
}
