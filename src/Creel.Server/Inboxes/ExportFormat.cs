using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Creel.Server.Printing;

namespace Creel.Server.Inboxes;

/// <summary>Turns an export's NDJSON into what was asked for. Reads no faster than the output takes it.</summary>
internal static class ExportFormat
{
    /// <summary>The lines as they are.</summary>
    public static async Task CopyAsync(InboxExport export, Stream output, ExportProgress progress, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        var endsLine = true;
        while (await ReadAsync(export, buffer, progress, cancel) is > 0 and var read)
        {
            await output.WriteAsync(buffer.AsMemory(0, read), cancel);
            progress.Add(buffer.AsSpan(0, read).Count((byte)'\n'));
            endsLine = buffer[read - 1] == '\n';
        }
        if (!endsLine) throw Cut(progress, "the last line has no end");
    }

    /// <summary>Each body as <c>--save</c> writes it: JSON with indent 4, and a line of <c>= - </c>.</summary>
    public static async Task IndentAsync(InboxExport export, Stream output, ExportProgress progress, CancellationToken cancel)
    {
        var lines = PipeReader.Create(export.Lines, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        var target = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
        while (true)
        {
            var read = await ReadAsync(lines, progress, cancel);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                Indent(rest.Slice(0, end), target, progress);
                await target.FlushAsync(cancel);
                progress.Add(1);
                rest = rest.Slice(rest.GetPosition(1, end));
            }
            lines.AdvanceTo(rest.Start, rest.End);
            if (!read.IsCompleted) continue;
            if (!rest.IsEmpty) throw Cut(progress, "the last line has no end");
            await target.CompleteAsync();
            return;
        }
    }

    private static void Indent(ReadOnlySequence<byte> line, PipeWriter output, ExportProgress progress)
    {
        using var e = Parse(line, progress);
        FlaskFormat.Write(KeptBody.Of(e.RootElement).Bytes.Span, output);
    }

    private static JsonDocument Parse(ReadOnlySequence<byte> line, ExportProgress progress)
    {
        try { return JsonDocument.Parse(line); }
        catch (JsonException e) { throw Cut(progress, e.Message); }
    }

    private static async ValueTask<int> ReadAsync(InboxExport export, byte[] buffer, ExportProgress progress, CancellationToken cancel)
    {
        try { return await export.Lines.ReadAsync(buffer, cancel); }
        catch (IOException e) { throw Cut(progress, e.Message); }
    }

    private static async ValueTask<ReadResult> ReadAsync(PipeReader lines, ExportProgress progress, CancellationToken cancel)
    {
        try { return await lines.ReadAsync(cancel); }
        catch (IOException e) { throw Cut(progress, e.Message); }
    }

    private static CommandException Cut(ExportProgress progress, string how)
    {
        progress.End();
        return CommandException.Failed($"The export was cut after {progress.Summary()}: {how}", "See the server's log, and export again.");
    }
}
