using System.Runtime.CompilerServices;

namespace Creel.Server.Tailing;

/// <summary>
/// Follows a server's events through its restarts: it comes back by itself, behind what it had, so that nothing is missed and
/// nothing comes twice.
/// </summary>
/// <param name="open">Finds the server anew: after a restart it may have another socket and another token.</param>
/// <param name="say">Told once that the server is gone, and once that it is back.</param>
/// <param name="time">Between two tries.</param>
internal sealed class LiveTail(Func<CancellationToken, Task<ServerFeed>> open, Action<string> say, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>A server that is there and refuses this often will not change its mind.</summary>
    private const int RefusedAtMost = 3;

    /// <param name="first">The server that was found already; null: it is looked for, and waited for.</param>
    /// <param name="query">Which events; empty: all.</param>
    /// <param name="after">The cursor to begin behind; null: with what comes from now on.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="CommandException">It can't be followed at all.</exception>
    public async IAsyncEnumerable<LiveItem> FollowAsync(
        ServerFeed? first, string query, string? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var connection = first is null ? await ComeBackAsync(query, after, cancel) : await first.FollowAsync(query, after, time, cancel);
        while (true)
        {
            await using (connection)
            {
                while (await connection.NextAsync(cancel) is { } item) yield return item;
            }
            say($"The server is gone ({connection.Why}). Waiting for it to come back.");
            connection = await ComeBackAsync(query, connection.Cursor, cancel);
            say("It is back.");
        }
    }

    private async Task<LiveConnection> ComeBackAsync(string query, string? after, CancellationToken cancel)
    {
        var refused = 0;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.Delay(pause, time, cancel);
            ServerFeed? feed = null;
            try
            {
                feed = await open(cancel);
                var connection = await feed.FollowAsync(query, after, time, cancel);
                connection.Owned = feed;
                return connection;
            }
            catch (CommandException) when (feed is null)
            {
                // Not yet.
            }
            catch (CommandException)
            {
                refused = await feed!.AnswersAsync(cancel) ? refused + 1 : 0;
                feed.Dispose();
                if (refused >= RefusedAtMost) throw;
            }
        }
    }
}
