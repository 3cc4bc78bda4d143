using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Creel.Bench.Load;

/// <summary>Hands out numbers that are unique over a run, and remembers each one that was acknowledged: one bit a number.</summary>
internal sealed class AckedNumbers
{
    private const int HeaderBytes = 16;

    private readonly ulong[] _bits;
    private long _handedOut;

    public AckedNumbers(long first, long capacity) : this(first, capacity, new ulong[(capacity + 63) / 64])
    {
    }

    private AckedNumbers(long first, long capacity, ulong[] bits)
    {
        First = first;
        Capacity = capacity;
        _bits = bits;
    }

    public long First { get; }
    public long Capacity { get; }

    /// <summary>How many numbers were handed out, acknowledged or not.</summary>
    public long HandedOut => Math.Min(Volatile.Read(ref _handedOut), Capacity);

    public long Count
    {
        get
        {
            long count = 0;
            foreach (var word in _bits) count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>The next unused number, or -1 when all are used.</summary>
    public long Next()
    {
        var index = Interlocked.Increment(ref _handedOut) - 1;
        return index < Capacity ? First + index : -1;
    }

    public void Acknowledged(long number)
    {
        var index = number - First;
        Interlocked.Or(ref _bits[index >> 6], 1UL << (int)(index & 63));
    }

    public bool Contains(long number)
    {
        var index = number - First;
        return index >= 0 && index < Capacity && (_bits[index >> 6] & (1UL << (int)(index & 63))) != 0;
    }

    public void Write(string path)
    {
        var used = _bits.AsSpan(0, (int)((HandedOut + 63) / 64));
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteInt64LittleEndian(header, First);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], HandedOut);
        using var file = File.Create(path);
        file.Write(header);
        file.Write(MemoryMarshal.AsBytes(used));
    }

    public static AckedNumbers Read(string path)
    {
        var content = File.ReadAllBytes(path);
        if (content.Length < HeaderBytes) throw new BenchException($"{path} is no file of acknowledged numbers.");
        var first = BinaryPrimitives.ReadInt64LittleEndian(content);
        var capacity = BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(8));
        var bits = MemoryMarshal.Cast<byte, ulong>(content.AsSpan(HeaderBytes)).ToArray();
        if (capacity < 0 || bits.Length != (capacity + 63) / 64) throw new BenchException($"{path} is cut short.");
        return new AckedNumbers(first, capacity, bits) { _handedOut = capacity };
    }
}
