using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Creel.Json;

namespace Creel.Senders;

/// <summary>Where in a document a value stands. A string without its quotes, everything else whole; <c>None</c> is not there.</summary>
internal readonly record struct JsonSlot(int Start, int Length, JsonTokenType Kind);

/// <summary>
/// The paths a profile reads, merged into one tree, so that a body is gone through once however many there are and however
/// often they fail to match. Of equal names the last wins; an array on the way stands for its first element.
/// </summary>
internal sealed class PathTree
{
    private readonly Node root = new();

    /// <summary>How many places are looked for.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a path's slot; the same path has the same one. The empty path is the document itself.</summary>
    public int Add(IReadOnlyList<string> path)
    {
        var way = new List<Node> { root };
        foreach (var name in path) way.Add(way[^1].Child(name));
        if (way[^1].Slot < 0)
        {
            foreach (var node in way) node.Below.Add(Count);
            way[^1].Slot = Count++;
        }
        return way[^1].Slot;
    }

    /// <summary>Goes through a whole document.</summary>
    /// <exception cref="JsonException">It is not JSON, or nested deeper than <see cref="BodySyntax.MaxDepth"/>.</exception>
    public void Read(ReadOnlySpan<byte> json, Span<JsonSlot> slots)
    {
        var reader = new Utf8JsonReader(json, BodySyntax.ReaderOptions);
        reader.Read();
        ReadValue(ref reader, root, slots);
        reader.Read();
    }

    /// <summary>Goes through the value that a reader stands before, of a document that is known to be good; what is found is counted from where the reader began.</summary>
    public void Read(ref Utf8JsonReader reader, Span<JsonSlot> slots) => ReadValue(ref reader, root, slots);

    private static void ReadValue(ref Utf8JsonReader reader, Node node, Span<JsonSlot> slots)
    {
        var kind = reader.TokenType;
        var start = (int)reader.TokenStartIndex;
        if (node.HasChildren && kind == JsonTokenType.StartObject) ReadMembers(ref reader, node, slots);
        else if (node.HasChildren && kind == JsonTokenType.StartArray) ReadFirstElement(ref reader, node, slots);
        else reader.Skip();
        if (node.Slot < 0) return;
        slots[node.Slot] = kind == JsonTokenType.String
            ? new(start + 1, reader.ValueSpan.Length, kind)
            : new(start, (int)reader.BytesConsumed - start, kind);
    }

    private static void ReadMembers(ref Utf8JsonReader reader, Node node, Span<JsonSlot> slots)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var child = node.Find(reader.ValueSpan, reader.ValueIsEscaped);
            reader.Read();
            if (child is null)
            {
                reader.Skip();
                continue;
            }
            // A name that comes again replaces all of what stood under it.
            foreach (var slot in child.Below) slots[slot] = default;
            ReadValue(ref reader, child, slots);
        }
    }

    private static void ReadFirstElement(ref Utf8JsonReader reader, Node node, Span<JsonSlot> slots)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject) ReadMembers(ref reader, node, slots);
        else if (reader.TokenType == JsonTokenType.StartArray) ReadFirstElement(ref reader, node, slots);
        else if (reader.TokenType == JsonTokenType.EndArray) return;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) reader.Skip();
    }

    private sealed class Node
    {
        private byte[][] names = [];
        private ulong[] starts = [];
        private Node[] children = [];

        public int Slot { get; set; } = -1;

        /// <summary>The slots of this place and of every place under it.</summary>
        public List<int> Below { get; } = [];

        public bool HasChildren => children.Length > 0;

        public Node Child(string name)
        {
            var utf8 = Encoding.UTF8.GetBytes(name);
            if (Find(utf8, escaped: false) is { } known) return known;
            names = [.. names, utf8];
            starts = [.. starts, Start(utf8)];
            children = [.. children, new Node()];
            return children[^1];
        }

        public Node? Find(ReadOnlySpan<byte> name, bool escaped)
        {
            if (escaped) return FindEscaped(name);
            var start = Start(name);
            for (var i = starts.AsSpan().IndexOf(start); i < starts.Length && i >= 0; i++)
            {
                if (starts[i] == start && name.SequenceEqual(names[i])) return children[i];
            }
            return null;
        }

        private Node? FindEscaped(ReadOnlySpan<byte> name)
        {
            for (var i = 0; i < names.Length; i++)
            {
                if (JsonText.Same(name, names[i])) return children[i];
            }
            return null;
        }

        // Its first bytes and its length as one number, which tells nearly all names apart in one comparison.
        private static ulong Start(ReadOnlySpan<byte> name)
        {
            ulong start = (byte)name.Length;
            if (name.Length >= sizeof(ulong)) return start ^ BinaryPrimitives.ReadUInt64LittleEndian(name);
            foreach (var letter in name) start = start << 8 | letter;
            return start;
        }
    }
}
