using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>Reads a body once, as raw bytes, under its limit, its deadline and the memory budget.</summary>
internal sealed class BodyReader(TimeSpan deadline, TimeProvider time)
{
    // A Content-Length is a claim: beyond this, memory is taken as the bytes come.
    private const int TrustedLength = 64 << 10;

    /// <summary>The whole body; with a refusal, what was read of it.</summary>
    public async ValueTask<(ReadOnlyMemory<byte> Body, Answer? Refusal)> ReadAsync(HttpContext context, long limit, MemoryBudget.Share share)
    {
        if (context.Request.ContentLength > limit) return (default, Refusal.TooLarge(limit));
        var body = new Collected(context.Request.ContentLength, share);
        Deadline? limitInTime = null;
        try
        {
            var reader = context.Request.BodyReader;
            while (true)
            {
                if (!reader.TryRead(out var result))
                {
                    limitInTime ??= new Deadline(deadline, time, context.RequestAborted);
                    result = await reader.ReadAsync(limitInTime.Token);
                }
                var fits = body.Length + result.Buffer.Length <= limit;
                var added = fits && body.TryAdd(result.Buffer);
                reader.AdvanceTo(result.Buffer.End);
                if (!fits) return (body.Bytes, Refusal.TooLarge(limit));
                if (!added) return (default, Refusal.NoMemory);
                if (result.IsCompleted) return (body.Bytes, null);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or BadHttpRequestException)
        {
            return (body.Bytes, Explain(e, context, body.Length));
        }
        finally
        {
            limitInTime?.Dispose();
        }
    }

    private Answer Explain(Exception e, HttpContext context, long received) => e switch
    {
        BadHttpRequestException { StatusCode: 408 } => Refusal.TooSlow(deadline),
        // With a length given, nothing but its end can be wrong with a body.
        BadHttpRequestException when context.Request.ContentLength is not null => Refusal.CutOff(received),
        BadHttpRequestException bad when !context.RequestAborted.IsCancellationRequested => Refusal.BadFraming(bad.StatusCode, bad.Message),
        OperationCanceledException when !context.RequestAborted.IsCancellationRequested => Refusal.TooSlow(deadline),
        _ => Refusal.CutOff(received),
    };

    /// <summary>Ends a read that takes too long, or whose sender has left. Most bodies come with their headers and need none.</summary>
    private sealed class Deadline : IDisposable
    {
        private readonly CancellationTokenSource _timer;
        private readonly CancellationTokenSource _either;

        public Deadline(TimeSpan after, TimeProvider time, CancellationToken aborted)
        {
            _timer = new CancellationTokenSource(after, time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, aborted);
        }

        public CancellationToken Token => _either.Token;

        public void Dispose()
        {
            _either.Dispose();
            _timer.Dispose();
        }
    }

    /// <summary>The bytes so far.</summary>
    private sealed class Collected(long? claimed, MemoryBudget.Share share)
    {
        private byte[] _bytes = [];

        public int Length { get; private set; }

        public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

        public bool TryAdd(in ReadOnlySequence<byte> more)
        {
            var needed = Length + (int)more.Length;
            if (needed > _bytes.Length && !TryGrow(needed)) return false;
            more.CopyTo(_bytes.AsSpan(Length));
            Length = needed;
            return true;
        }

        private bool TryGrow(int needed)
        {
            var size = Math.Max(needed, claimed is { } length ? (int)Math.Min(length, Math.Max(TrustedLength, needed * 2L)) : needed * 2);
            if (!share.TryGrow(size - _bytes.Length)) return false;
            Array.Resize(ref _bytes, size);
            return true;
        }
    }
}
