using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving.Explaining;
using Creel.Senders;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>
/// Takes refused requests for the quarantine, after they were answered: nobody's answer waits for it, and what it can't take
/// is counted and forgotten.
/// </summary>
internal sealed class QuarantineIntake(
    QuarantineWriter writer, QuarantineBounds bounds, CredentialMask mask, Func<Topology> topology, TimeProvider time)
{
    // Much less than receiving has: strangers must not be able to spend what bodies of events need.
    private readonly MemoryBudget _memory = new(bounds.ReadingBytes);
    private readonly Explainer _explainer = new(topology, time);

    /// <summary>What a sender did wrong. A 5xx is our fault, and after it the sender comes back; so it does after a 429.</summary>
    public static bool Wants(int status) => status is >= 400 and < 500 and not StatusCodes.Status429TooManyRequests;

    /// <summary>Never throws; ends within <see cref="QuarantineBounds.ReadingTime"/>.</summary>
    public async Task TakeAsync(HttpContext context, Answer answer, RequestOutcome outcome)
    {
        if (!Wants(outcome.Status)) return;
        var key = new RefusalKey(outcome.RemoteAddress, outcome.Reason ?? "other", outcome.Source ?? Short(outcome.Path));
        var id = EventId.New(outcome.At);
        if (!writer.Wants(key, id, outcome.At)) return;
        try
        {
            var snapshot = HeaderSnapshot.Take(context.Request, mask, new SecretNames(topology().Secrets, Suspicious: true));
            // A connection that is to be cut off is not waited for.
            var body = answer.Refused ?? (answer.Close ? RefusedBody.Unread : await RefusedBody.ReadAsync(context, bounds, _memory, time));
            var clean = Secrets(outcome.Source).Overwrite(body.Bytes, out var hidden);
            if (clean is not null) snapshot = snapshot with { Redacted = [.. snapshot.Redacted, .. hidden] };
            writer.Add(new RefusedRequest
            {
                Id = id,
                At = outcome.At,
                Source = outcome.Source,
                Reason = key.Reason,
                NextStep = outcome.NextStep is null ? null : Short(outcome.NextStep),
                Status = outcome.Status,
                RemoteAddress = outcome.RemoteAddress,
                Tls = ConnectionTls.Of(context),
                Method = outcome.Method,
                Path = Short(outcome.Path),
                Query = snapshot.Query,
                Headers = snapshot.Lines,
                Redacted = snapshot.Redacted,
                Body = clean ?? body.Bytes,
                Extent = body.Extent,
                Explain = _explainer.For(context.Request, body, outcome),
            });
        }
        catch (Exception)
        {
            // The request is answered; a connection that breaks now, or a mistake here, costs this copy of it and no more.
            writer.Drop(key);
        }
    }

    // What is signed is left as it is, or it could not be checked again; for the rest, a secret of one source may have come to another.
    private BodySecrets Secrets(string? name)
    {
        var all = topology();
        var source = all.Sources.FirstOrDefault(one => one.Name == name);
        if (source?.KeepSecrets == true) return BodySecrets.None;
        if (source?.Sender.BodySecrets is { Any: true } own) return own;
        return source?.Schemes.Any(scheme => !scheme.SendsSecret) == true ? BodySecrets.None : all.Senders.BodySecrets;
    }

    private static string Short(string text)
    {
        const int most = 1024;
        return text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }
}
