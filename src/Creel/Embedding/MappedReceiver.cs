using Creel.Configuration;

namespace Creel.Embedding;

/// <summary>A place in the app's routing at which a source receives.</summary>
/// <param name="path">As the app mapped it.</param>
/// <param name="declared">The source that was declared with it; null: the one with this path.</param>
internal sealed class MappedReceiver(string path, CreelSource? declared)
{
    public string Path => path;

    public CreelSource? Declared => declared;

    /// <summary>The source it became; null before the app has started.</summary>
    public Source? Source { get; set; }
}

/// <summary>What an app has mapped, gathered until it starts.</summary>
internal sealed class MappedReceivers
{
    private readonly List<MappedReceiver> _all = [];

    public IReadOnlyList<MappedReceiver> All => _all;

    /// <summary>Everything is known now: what is mapped later would never receive.</summary>
    public bool Closed { get; set; }

    public MappedReceiver Add(string path, CreelSource? declared)
    {
        if (Closed) throw new InvalidOperationException($"The app runs already: map {path} before it is started.");
        var mapped = new MappedReceiver(path, declared);
        _all.Add(mapped);
        return mapped;
    }
}
