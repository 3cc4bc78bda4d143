using Creel.Inbox;
using Creel.Search;
using Creel.Server.Local;
using Creel.Server.Printing;

namespace Creel.Server.Saving;

/// <summary>A file that bodies are saved to.</summary>
/// <param name="Path">The whole path.</param>
/// <param name="Source">The one source whose bodies go there; null: all.</param>
internal sealed record SaveWish(string Path, string? Source);

/// <summary>All save files that are wanted now, each kept up by a loop of its own: one that can't be written holds up no other.</summary>
internal sealed class SaveFiles(DataDirectory data, (IEventLog Log, IEventSearch Search) inbox, Action<string> say, TimeProvider time) : IAsyncDisposable
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
    /// <exception cref="CommandException">One can't be written. Call <see cref="Follow"/> with what is wanted after all.</exception>
    public void Begin(IReadOnlyCollection<SaveWish> wishes)
    {
        lock (_changing)
        {
            // A file that goes from one source to another: never two loops at one file.
            End(wish => !wishes.Contains(wish) && wishes.Any(other => other.Path == wish.Path));
            Task.WaitAll(_ending);
            var begun = wishes.Except(_loops.Select(one => one.Key)).Select(wish => KeyValuePair.Create(wish, Open(wish))).ToList();
            _loops = [.. _loops, .. begun.Select(one => KeyValuePair.Create(one.Key, new SaveLoop(one.Key.Path, one.Value, say, time)))];
        }
    }

    /// <summary>Keeps up these files and no others. One that is wanted no more gets what was kept for it until now.</summary>
    public void Follow(IReadOnlyCollection<SaveWish> wishes)
    {
        lock (_changing)
        {
            try { Begin(wishes); }
            catch (CommandException e) { say($"{Journal.Fault}creel: {e.Message}"); }
            End(wish => !wishes.Contains(wish));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] ending;
        lock (_changing)
        {
            End(_ => true);
            ending = [.. _ending];
        }
        await Task.WhenAll(ending);
    }

    private void End(Func<SaveWish, bool> gone)
    {
        var ending = _loops.Where(one => gone(one.Key)).Select(one => one.Value).ToList();
        _loops = [.. _loops.Where(one => !gone(one.Key))];
        _ending.RemoveAll(task => task.IsCompleted);
        _ending.AddRange(ending.Select(loop => loop.DisposeAsync().AsTask()));
    }

    private SaveFile Open(SaveWish wish)
    {
        try
        {
            var file = new SaveFile(wish.Path, SavePosition.ReadOrBegin(data, wish.Path, inbox.Log.LastSeq()), wish.Source, inbox);
            file.Recover();
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            throw CommandException.Failed($"{(wish.Source is null ? "--save" : $"sources.{wish.Source}.save:")} {wish.Path} can't be written: {e.Message}",
                "Name a file in a directory that is yours.");
        }
    }
}
