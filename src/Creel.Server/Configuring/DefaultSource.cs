using Creel.Configuration;
using Creel.Senders;
using Creel.Server.Local;
using Creel.Signatures;

namespace Creel.Server.Configuring;

/// <summary>The source that is there without any configuration.</summary>
internal static class DefaultSource
{
    public const string Name = "webhook";
    public const string Path = "/webhook";
    public const string Sender = "catalyst-center";

    /// <param name="user">Its credentials; null where only its shape is looked at.</param>
    public static Source Of(UserPassword? user)
    {
        var sender = SenderCatalog.Embedded.Find(Sender)!;
        return new Source
        {
            Name = Name,
            Path = Path,
            Sender = sender,
            Basic = user is null ? [] : [new BasicCredential(user.User, user.Password)],
            BodyLimit = sender.BodyLimit ?? Source.DefaultBodyLimit,
        };
    }
}
