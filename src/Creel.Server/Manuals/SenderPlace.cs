using Creel.Senders;
using Creel.Server.Configuring;
using Creel.Server.Local;

namespace Creel.Server.Manuals;

/// <summary>Where a sender would send to: the source that expects it on this machine, else one that could be.</summary>
/// <param name="Url">The URL to give it.</param>
/// <param name="Source">The source; null: there is none.</param>
internal sealed record SenderPlace(string Url, string? Source)
{
    /// <param name="sender">The sender.</param>
    /// <param name="dataDirectory">Of the receiver on this machine, if there is one.</param>
    public static SenderPlace Of(SenderProfile sender, string dataDirectory)
    {
        try
        {
            var data = DataDirectory.OpenExisting(dataDirectory);
            if (ServerState.Read(data) is not { } state || (state.PublicUrl ?? state.ReceiveUrls.FirstOrDefault()) is not { } root) return Example(sender);
            var source = SourceAccess.All(data, state.ConfigFile).FirstOrDefault(one => one is { Path: not null } && one.Sender?.Name == sender.Name);
            return new(root.TrimEnd('/') + (source?.Path ?? SenderConfigBlock.Path(sender)), source?.Name);
        }
        // No receiver on this machine, or none that this user may ask: the page is as good without.
        catch (Exception e) when (e is CommandException or IOException or UnauthorizedAccessException)
        {
            return Example(sender);
        }
    }

    public static SenderPlace Example(SenderProfile sender) => new(SenderManual.ExampleBase + SenderConfigBlock.Path(sender), null);
}
