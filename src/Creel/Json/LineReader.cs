namespace Creel.Json;

/// <summary>What <see cref="LineReader.NextAsync"/> came to.</summary>
internal enum LineKind
{
    Line,

    /// <summary>A line longer than is taken. It was passed over, and its number counted.</summary>
    TooLong,

    End,
}

/// <summary>
/// Lines of a stream, one after the other, in memory for the longest of them and not more. Lines end with LF; a CR before it is
/// part of the line, which is JSON, where it means nothing.
/// </summary>
internal sealed class LineReader(Stream input, int longest)
{
    private const int Usual = 64 << 10;

    private byte[] _buffer = new byte[Usual];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>The line just read. Overwritten by the next one.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Its number, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether it ends with LF; the last one of a file that was cut does not.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Bytes taken from the stream, those of the lines to come included.</summary>
    public long Taken { get; private set; }

    public async ValueTask<LineKind> NextAsync(CancellationToken cancel)
    {
        Line = default;
        var looked = 0;
        while (true)
        {
            var end = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (end >= 0) return Found(looked + end, ended: true);
            looked = _end - _start;
            if (looked > longest) return await PassOverAsync(cancel);
            if (_atEnd) return looked == 0 ? LineKind.End : Found(looked, ended: false);
            await FillAsync(cancel);
        }
    }

    private LineKind Found(int length, bool ended)
    {
        (Number, IsEnded) = (Number + 1, ended);
        var start = _start;
        _start += length + (ended ? 1 : 0);
        if (length > longest) return LineKind.TooLong;
        Line = _buffer.AsMemory(start, length);
        return LineKind.Line;
    }

    private async ValueTask<LineKind> PassOverAsync(CancellationToken cancel)
    {
        Number++;
        while (true)
        {
            var end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (end >= 0)
            {
                (_start, IsEnded) = (_start + end + 1, true);
                return LineKind.TooLong;
            }
            _start = _end = 0;
            if (_atEnd)
            {
                IsEnded = false;
                return LineKind.TooLong;
            }
            await FillAsync(cancel);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancel)
    {
        MakeRoom();
        var read = await input.ReadAsync(_buffer.AsMemory(_end), cancel);
        _atEnd = read == 0;
        _end += read;
        Taken += read;
    }

    private void MakeRoom()
    {
        var length = _end - _start;
        // What one long line needed is not kept for the short ones.
        var size = length < Usual / 2 ? Usual : length == _buffer.Length ? (int)Math.Min(2L * length, Array.MaxLength) : _buffer.Length;
        if (size == _buffer.Length && _start == 0) return;
        var to = size == _buffer.Length ? _buffer : new byte[size];
        _buffer.AsSpan(_start, length).CopyTo(to);
        (_buffer, _start, _end) = (to, 0, length);
    }
}
