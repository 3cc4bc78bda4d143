using Creel.Importing;
using Creel.Json;

namespace Creel.Server.Importing;

/// <summary>The file that is imported, or standard input. Read once, from beginning to end.</summary>
internal sealed class ImportFile : IAsyncDisposable
{
    private const int LookedAt = 64 << 10;

    private readonly Stream _stream;
    private readonly byte[] _beginning;

    private ImportFile(string name, Stream stream, byte[] beginning)
    {
        (Name, _stream, _beginning) = (name, stream, beginning);
        Lines = new LineReader(new BegunStream(beginning, stream), ImportLine.Longest);
        Length = stream.CanSeek ? stream.Length : null;
    }

    /// <summary>For messages.</summary>
    public string Name { get; }

    public LineReader Lines { get; }

    /// <summary>Its bytes; null for what is still being written.</summary>
    public long? Length { get; }

    /// <exception cref="CommandException">It can't be read.</exception>
    public static async Task<ImportFile> OpenAsync(string path, CancellationToken cancel)
    {
        try
        {
            var stream = path == "-" ? Terminal.OpenInput() : new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                // The old receiver may still be writing to it.
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
            });
            return new ImportFile(path == "-" ? "standard input" : path, stream, await BeginningAsync(stream, cancel));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    // As much as has a first line in it, or says that it is no text. A pipe gives it in pieces.
    private static async Task<byte[]> BeginningAsync(Stream stream, CancellationToken cancel)
    {
        var beginning = new byte[LookedAt];
        var length = 0;
        while (length < LookedAt && await stream.ReadAsync(beginning.AsMemory(length), cancel) is > 0 and var read)
        {
            length += read;
            if (!beginning.AsSpan(0, length).Trim("﻿ \t\r\n"u8).IsEmpty && beginning.AsSpan(length - read, read).Contains((byte)'\n')) break;
        }
        return beginning[..length];
    }

    public static CommandException Unreadable(string name, Exception e) =>
        CommandException.Failed($"{name} can't be read: {e.Message}", "Name a file that is there and yours to read, or - for standard input.");

    /// <summary>The format that was named, else the one it looks like.</summary>
    public ImportFormat Format(string? named) => ImportFormats.Parse(named) ?? ImportFormats.Guess(_beginning)
        ?? throw CommandException.Failed($"{Name} does not look like an export of Creel, nor like the Flask receiver's file.",
            $"Say which one it is with --format {ImportFormats.Ndjson} or --format {ImportFormats.Flask}.");

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>A stream of which the beginning was read already.</summary>
    private sealed class BegunStream(byte[] beginning, Stream rest) : Stream
    {
        private int _given;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_given == beginning.Length) return rest.ReadAsync(buffer, cancellationToken);
            return ValueTask.FromResult(Give(buffer.Span));
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            _given == beginning.Length ? rest.Read(buffer, offset, count) : Give(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Give(Span<byte> to)
        {
            var part = beginning.AsSpan(_given);
            part = part[..Math.Min(part.Length, to.Length)];
            part.CopyTo(to);
            _given += part.Length;
            return part.Length;
        }
    }
}
