using Creel.Senders;

namespace Creel.Server.Sending;

/// <summary>What to give instead, for a sender without a secret of its own.</summary>
internal static class SendAuthText
{
    public static string Instead(SenderProfile sender) => sender.Auth.Any(auth => auth.Data.Scheme == "certificate") && sender.Auth.All(auth => auth.Data.Scheme != "basic")
        ? "It shows a client certificate, which `creel send` can't."
        : "It sends credentials: give them with --user NAME:PASSWORD or --header 'NAME: VALUE'.";
}
