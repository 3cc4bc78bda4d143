using System.CommandLine;
using Creel.Inbox;

namespace Creel.Server.Inboxes;

/// <summary>What the commands about an inbox share: they find it, say which one it is, and report failures in the same words.</summary>
internal static class InboxCommand
{
    /// <summary>The exit status of a program ended with Ctrl-C.</summary>
    private const int Interrupted = 130;

    public static void Set(
        Command command, Func<string, IEventLog> openFile, Func<ParseResult, InboxChoice, IInboxView, CancellationToken, Task<int>> run) =>
        Set(command, (choice, cancel) => choice.OpenAsync(openFile, cancel), run);

    public static void Set<T>(Command command, Func<InboxChoice, CancellationToken, Task<T>> open,
        Func<ParseResult, InboxChoice, T, CancellationToken, Task<int>> run) where T : INamedView
    {
        var options = new InboxOptions();
        options.AddTo(command);
        command.SetAction(async (given, cancel) =>
        {
            var choice = options.Read(given);
            try
            {
                using var view = await open(choice, cancel);
                given.InvocationConfiguration.Error.WriteLine(view.Name);
                return await run(given, choice, view, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return Interrupted;
            }
            catch (Exception e) when (e is StoreRefusedException or StoreUnavailableException)
            {
                throw CommandException.Failed("What is kept can't be read.", e.Message);
            }
        });
    }
}
