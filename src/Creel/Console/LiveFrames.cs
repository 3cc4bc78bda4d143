using System.Buffers;
using System.Globalization;
using System.Text;
using Creel.Inbox;

namespace Creel.Console;

/// <summary>What <c>GET /api/live</c> sends, as server-sent events. The id of each is the cursor at which a listener goes on after it.</summary>
internal static class LiveFrames
{
    /// <summary>How soon a browser comes back.</summary>
    private const string Retry = "retry: 2000\n";

    public static byte[] Ready(long place) =>
        Encoding.ASCII.GetBytes($"{Retry}id: {Cursor.At(place)}\nevent: ready\ndata: {{\"cursor\":\"{Cursor.At(place)}\"}}\n\n");

    /// <summary>The row as lists have it. JSON escapes every line end, so it is one line.</summary>
    public static byte[] Event(EventSummary e)
    {
        var frame = new ArrayBufferWriter<byte>(1024);
        frame.Write("id: "u8);
        frame.Write(Encoding.ASCII.GetBytes(Cursor.At(e.Seq)));
        frame.Write("\nevent: event\ndata: "u8);
        using (var json = EventJson.Writer(frame)) EventJson.WriteSummary(json, e);
        frame.Write("\n\n"u8);
        return frame.WrittenSpan.ToArray();
    }

    public static byte[] Skipped(FeedPart part) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"id: {Cursor.At(part.Place)}\nevent: skipped\ndata: {{\"skipped\":{part.Skipped}}}\n\n"));

    /// <summary>A sign of life. It also says how far a listener has come of whose events none came by: a resumption need not look again.</summary>
    public static byte[] Heartbeat(long place) => Encoding.ASCII.GetBytes($":\nid: {Cursor.At(place)}\n\n");
}
