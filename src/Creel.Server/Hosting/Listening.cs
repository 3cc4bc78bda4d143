using System.Net.Sockets;
using Creel.Server.Printing;
using Microsoft.AspNetCore.Connections;

namespace Creel.Server.Hosting;

/// <summary>Starts a host, and says in plain words why an address can't be had.</summary>
internal static class Listening
{
    public static async Task StartAsync(WebApplication app, string option)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw CommandException.Failed(TerminalText.Clean(e.Message.Replace("Failed to bind to address ", "Can't listen: ")),
                $"Something else listens there, perhaps another creel. Stop it, or choose another port with {option} URL.");
        }
        catch (SocketException e)
        {
            throw CommandException.Failed($"Can't listen: {e.Message}.", e.SocketErrorCode == SocketError.AccessDenied
                ? $"Ports below 1024 need a privilege; choose a higher one with {option} URL."
                : $"Is the address one of this machine's? Choose with {option} URL.");
        }
    }
}
