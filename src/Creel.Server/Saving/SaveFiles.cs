using Creel.Inbox;
using Creel.Server.Local;

namespace Creel.Server.Saving;

/// <summary>A file that bodies are saved to.</summary>
/// <param name="Path">The whole path.</param>
/// <param name="Source">The one source whose bodies go there; null: all.</param>
internal sealed record SaveWish(string Path, string? Source);

/// <summary>All save files that are wanted now, each kept up by a loop of its own: one that can't be written holds up no other.</summary>
internal sealed class SaveFiles(DataDirectory data, IEventLog log, Action<string> say, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _changing = new();
    private readonly List<Task> _ending = [];
    private volatile KeyValuePair<SaveWish, SaveLoop>[] _loops = [];

    /// <summary>New events are in the inbox. Never waits.</summary>
    public void Wake()
    {
        foreach (var (_, loop) in _loops) loop.Wake();
    }

    /// <summary>Begins with the files that are not written yet, from this moment's end of the inbox (or where they stopped once).</summary>
    /// <exception cref="CommandException">One can't be written; nothing was changed.</exception>
    public void Begin(IReadOnlyCollection<SaveWish> wishes)
    {
        lock (_changing)
        {
            foreach (var wish in wishes)
            {
                if (_loops.FirstOrDefault(one => one.Key.Path == wish.Path && one.Key != wish).Key is { } other)
                    throw CommandException.Failed($"sources.{wish.Source}.save: {wish.Path} is written for {other.Source ?? "--save"} now.", "Name another file, or restart Creel.");
            }
            Task.WaitAll(_ending); // one of these may still write to a file that is wanted again
            var begun = wishes.Except(_loops.Select(one => one.Key)).Select(wish => KeyValuePair.Create(wish, Open(wish))).ToList();
            _loops = [.. _loops, .. begun.Select(one => KeyValuePair.Create(one.Key, new SaveLoop(one.Key.Path, one.Value, say, time)))];
        }
    }

    /// <summary>Ends with the files that are wanted no more, once what was kept for them is written.</summary>
    public void Keep(IReadOnlyCollection<SaveWish> wishes)
    {
        lock (_changing)
        {
            var (kept, gone) = (_loops.Where(one => wishes.Contains(one.Key)).ToArray(), _loops.Where(one => !wishes.Contains(one.Key)).ToList());
            _loops = kept;
            _ending.RemoveAll(task => task.IsCompleted);
            _ending.AddRange(gone.Select(one => one.Value.DisposeAsync().AsTask()));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Keep([]);
        Task[] ending;
        lock (_changing) ending = [.. _ending];
        await Task.WhenAll(ending);
    }

    private SaveFile Open(SaveWish wish)
    {
        try
        {
            var file = new SaveFile(wish.Path, SavePosition.ReadOrBegin(data, wish.Path, log.LastSeq()), log) { Source = wish.Source };
            file.Recover();
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failed($"{(wish.Source is null ? "--save" : $"sources.{wish.Source}.save:")} {wish.Path} can't be written: {e.Message}",
                "Name a file in a directory that is yours.");
        }
    }
}
