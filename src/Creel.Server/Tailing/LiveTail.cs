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

    /// <exception cref="CommandException">It can't be followed at all.</exception>
    public async IAsyncEnumerable<LiveItem> FollowAsync(
        ServerFeed first, string query, string? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var connection = await first.FollowAsync(query, after, time, cancel);
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
                // Its client lives as long as the connection, which ends with the program or with the server.
                feed = await open(cancel);
                return await feed.FollowAsync(query, after, time, cancel);
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
