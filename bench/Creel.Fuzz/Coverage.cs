using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Creel.Fuzz;

/// <summary>
/// Which branches an input went through, counted by the code that SharpFuzz puts into the assemblies: a map of edges, as AFL's is.
/// Without it in there, nothing is ever new, and fuzzing goes on blind.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Size = 64 << 10;

    // There for as long as the process: threads of the code under test count in it as well, whenever they like.
    private static readonly byte* Map = (byte*)NativeMemory.AllocZeroed(Size);

    private readonly byte[] _seen = new byte[Size];

    /// <summary>Edges seen so far.</summary>
    public int Edges { get; private set; }

    /// <summary>Must come before any instrumented code runs: it counts without asking whether there is a map.</summary>
    public static void Start() => Trace.SharedMem = Map;

    public void Begin()
    {
        new Span<byte>(Map, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the input that just ran took a branch, or took one so many times more often, as none before it.</summary>
    public bool IsNew()
    {
        var map = new ReadOnlySpan<byte>(Map, Size);
        var isNew = false;
        for (var at = map.IndexOfAnyExcept((byte)0); at >= 0;)
        {
            var bucket = Bucket(map[at]);
            if ((_seen[at] & bucket) == 0)
            {
                if (_seen[at] == 0) Edges++;
                _seen[at] |= bucket;
                isNew = true;
            }
            var next = map[(at + 1)..].IndexOfAnyExcept((byte)0);
            at = next < 0 ? -1 : at + 1 + next;
        }
        return isNew;
    }

    // 1, 2, 3, 4-7, 8-15, 16-31, 32-127, more: a loop that runs once more is not worth keeping an input for.
    private static byte Bucket(byte count) => count switch
    {
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
