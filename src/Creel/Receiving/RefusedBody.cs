using System.Buffers;
using Creel.Inbox;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Creel.Receiving;

/// <summary>What the quarantine keeps of a refused request's body.</summary>
internal sealed record RefusedBody(byte[] Bytes, BodyExtent Extent)
{
    public static readonly RefusedBody Unread = new([], BodyExtent.Unread);
    public static readonly RefusedBody None = new([], BodyExtent.Whole);

    /// <summary>Of a body that was read before it was refused. It is copied, because the memory it stands in is given back.</summary>
    public static RefusedBody Of(ReadOnlyMemory<byte> read, bool whole)
    {
        var most = QuarantineBounds.Default.BodyBytes;
        if (read.Length > most) return new(read[..most].ToArray(), BodyExtent.Cut);
        return whole ? new(read.ToArray(), BodyExtent.Whole) : read.IsEmpty ? Unread : new(read.ToArray(), BodyExtent.Cut);
    }

    /// <summary>
    /// Reads a body whose refusal is written already. What has come is taken; before anything is waited for, all of the answer
    /// goes out (END_STREAM on HTTP/2 included). Never throws: what can't be had is left out.
    /// </summary>
    public static async Task<RefusedBody> ReadAsync(HttpContext context, QuarantineBounds bounds, MemoryBudget memory, TimeProvider time)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return None;
        // Who asks before sending has heard "no", and must not be told to go on for the sake of our curiosity.
        if (context.Request.Headers.Expect.Count > 0) return Unread;
        using var share = memory.Open();
        var size = (int)Math.Min(context.Request.ContentLength ?? bounds.BodyBytes, bounds.BodyBytes);
        if (!share.TryGrow(size)) return Unread;

        var kept = new ArrayBufferWriter<byte>(Math.Clamp(size, 1, 4096));
        using var timer = new CancellationTokenSource(bounds.ReadingTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, context.RequestAborted);
        try
        {
            var reader = context.Request.BodyReader;
            while (true)
            {
                if (!reader.TryRead(out var result))
                {
                    await context.Response.CompleteAsync();
                    result = await reader.ReadAsync(either.Token);
                }
                var room = bounds.BodyBytes - kept.WrittenCount;
                var fits = result.Buffer.Length <= room;
                foreach (var part in fits ? result.Buffer : result.Buffer.Slice(0, room)) kept.Write(part.Span);
                reader.AdvanceTo(result.Buffer.End);
                if (!fits) break;
                if (result.IsCompleted) return new(kept.WrittenSpan.ToArray(), BodyExtent.Whole);
            }
        }
        catch (Exception)
        {
            // The sender took its answer and left, or is slow, or its framing is bad: it was refused anyway.
        }
        return kept.WrittenCount == 0 ? Unread : new(kept.WrittenSpan.ToArray(), BodyExtent.Cut);
    }
}
