using Creel.Server.Printing;

namespace Creel.Server.Saving;

/// <summary>Keeps a save file up with the inbox, off the receiving path. Where the file can't be written it says so and tries again.</summary>
internal sealed class SaveLoop : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly SaveFile _file;
    private readonly Action<string> _say;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private bool _failing;

    public SaveLoop(string path, SaveFile file, Action<string> say, TimeProvider time)
    {
        (_path, _file, _say, _time) = (path, file, say, time);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>New events are in the inbox. Never waits.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount > 0) return;
        try { _wake.Release(); }
        catch (SemaphoreFullException) { /* another caller was faster: it is awake */ }
    }

    /// <summary>Appends what is kept and not yet appended, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Wake();
        await _loop;
        // Not disposed: who is about to wake it must not fail over a loop that just ended.
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            try
            {
                while (_file.AppendNext()) Recovered();
                if (_stopping.IsCancellationRequested)
                {
                    _file.End();
                    return;
                }
                await _wake.WaitAsync();
            }
            catch (Exception e)
            {
                // A disk, or a mistake of ours: either way it is said and tried again, and never ends quietly.
                Failed(e);
                if (_stopping.IsCancellationRequested) return;
                await Task.Delay(RetryAfter, _time, _stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private void Failed(Exception e)
    {
        if (!_failing) _say($"{Journal.Fault}creel: {_path} can't be written ({e.Message}). Everything is kept in the inbox; saving goes on where it stopped when the file can be written again.");
        _failing = true;
    }

    private void Recovered()
    {
        if (_failing) _say($"creel: {_path} is written again.");
        _failing = false;
    }
}
