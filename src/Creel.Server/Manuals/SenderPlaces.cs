using Creel.Senders;
using Creel.Server.Configuring;
using Creel.Server.Local;

namespace Creel.Server.Manuals;

/// <summary>What is known here of senders: those of the receiver's own folder, and where each would send to.</summary>
/// <param name="Senders">All of them.</param>
/// <param name="Root">The URL of the receiver on this machine, or one that could be.</param>
/// <param name="Sources">Its sources.</param>
internal sealed record SenderPlaces(SenderCatalog Senders, string Root, IReadOnlyList<SourceAccess> Sources)
{
    /// <summary>Where there is no receiver.</summary>
    public static SenderPlaces Example { get; } = new(SenderCatalog.Embedded, "https://creel.example.net:5443", []);

    /// <param name="dataDirectory">Of the receiver on this machine, if there is one.</param>
    /// <param name="config">Its configuration file; null: the one that it runs by, else as `creel serve` finds it.</param>
    public static SenderPlaces Find(string dataDirectory, string? config)
    {
        try
        {
            var data = OpenIfThere(dataDirectory);
            var state = data is null ? null : ServerState.Read(data);
            var file = config is not null || state is null ? ConfigChoice.Find(config) : state.ConfigFile;
            var root = state?.PublicUrl ?? state?.ReceiveUrls.FirstOrDefault() ?? Example.Root;
            return new(SourceAccess.Senders(file), root.TrimEnd('/'), data is null ? [] : SourceAccess.All(data, file));
        }
        // A receiver that this user may not ask, or a file that can't be read: the pages are as good without.
        catch (Exception e) when (config is null && e is CommandException or IOException or UnauthorizedAccessException)
        {
            return Example;
        }
    }

    /// <summary>The URL to give to a sender.</summary>
    public string Url(SenderProfile sender) => Root + (Source(sender)?.Path ?? SenderConfigBlock.Path(sender));

    /// <summary>The source that expects it; null: there is none yet.</summary>
    public SourceAccess? Source(SenderProfile sender) => Sources.FirstOrDefault(one => one.Path is not null && one.Sender?.Name == sender.Name);

    private static DataDirectory? OpenIfThere(string path)
    {
        try { return DataDirectory.OpenExisting(path); }
        catch (CommandException) { return null; }
    }
}
