namespace Creel.Server.Inboxes;

/// <summary>An export under way.</summary>
internal sealed record InboxExport : IDisposable
{
    /// <summary>The NDJSON. Reading it throws when the export is cut.</summary>
    public required Stream Lines { get; init; }

    /// <summary>About how many events it will be; null where only a search can tell.</summary>
    public required long? Expected { get; init; }

    /// <summary>The cursor at which a later export goes on.</summary>
    public required string Next { get; init; }

    /// <summary>How many events there are from one place to another, both included; some may be gone already.</summary>
    public static long Between(long first, long last) => first > 0 ? last - first + 1 : 0;

    public void Dispose() => Lines.Dispose();
}
