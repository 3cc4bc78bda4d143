using System.Buffers;
using System.Text.Json;
using Creel.Configuration;
using Creel.Console;
using Creel.Inbox;
using Creel.Receiving.Explaining;

namespace Creel.Server.Inboxes;

/// <summary>Tries a kept request's signature here, without a server: what <c>POST /api/quarantine/{id}/verify</c> answers.</summary>
internal static class LocalVerification
{
    /// <exception cref="CommandException">It can't be tried.</exception>
    public static JsonDocument Try(Guid id, JsonElement kept, VerifyWish wish, Topology configured)
    {
        var outcome = new Verification(configured).Try(KeptJson.Read(kept), wish);
        if (outcome.Problem is { } problem) throw CommandException.Failed("It can't be tried.", problem);
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = EventJson.Writer(bytes)) VerifyJson.Write(json, id, outcome);
        return JsonDocument.Parse(bytes.WrittenMemory);
    }
}
