using System.Text.Json;
using Creel.Configuration;
using Creel.Inbox;

namespace Creel.Server.Inboxes;

/// <summary>A quarantine as the commands see it: the API's JSON, wherever it comes from.</summary>
internal interface IQuarantineView : INamedView
{
    /// <summary>A page: what <c>GET /api/quarantine</c> answers.</summary>
    Task<JsonDocument> NewestAsync(QuarantineFilter filter, string? before, int limit, CancellationToken cancel);

    /// <summary>One in full; null when there is none with this id.</summary>
    Task<JsonDocument?> FindAsync(Guid id, CancellationToken cancel);

    /// <summary>Lets one in; null when there is none with this id.</summary>
    /// <exception cref="CommandException">It can't be let in.</exception>
    Task<JsonDocument?> AcceptAsync(Guid id, string? source, CancellationToken cancel);

    /// <summary>Tries its signature again; null when there is none with this id.</summary>
    /// <param name="id">The refused request.</param>
    /// <param name="wish">Against what.</param>
    /// <param name="configured">What is configured here; a running server knows better.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="CommandException">It can't be tried.</exception>
    Task<JsonDocument?> VerifyAsync(Guid id, VerifyWish wish, Func<Topology> configured, CancellationToken cancel);
}
