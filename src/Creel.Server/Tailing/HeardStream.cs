namespace Creel.Server.Tailing;

/// <summary>A stream that is given up when nothing has come for too long.</summary>
internal sealed class HeardStream(Stream inner, CancellationTokenSource silence, TimeSpan atMost) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Who is slow to take what came is not to blame the server for it: the time counts while we wait, and only then.
        silence.CancelAfter(atMost);
        var read = await inner.ReadAsync(buffer, cancellationToken);
        silence.CancelAfter(Timeout.InfiniteTimeSpan);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
