using Creel.Configuration;
using Creel.Inbox;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>
/// START HERE: how a webhook is received. A request is read once, verified, understood, kept on disk, and only then
/// answered with success; each step may end it with a <see cref="Refusal"/>.
/// </summary>
internal sealed class ReceiveEndpoint(ReceiveSettings settings, InboxWriter inbox, TimeProvider time)
{
    private readonly BodyReader _bodies = new(settings.Limits.BodyDeadline, time);
    private readonly MemoryBudget _memory = new(settings.Limits.Memory);
    private readonly SlowedRefusals _refusals = new(time);
    private readonly BodyHandshakes _handshakes = new(new SubscriptionConfirmation(settings.ConfirmSubscription, time));

    public Task HandleAsync(HttpContext context)
    {
        var topology = settings.Topology();
        var source = topology.Find(context.Request.Path.Value ?? "", out var pathSecret);
        // From here on nothing that is logged or kept can hold it.
        if (pathSecret is not null) PathSecrets.Remove(context, source!.Path);
        return HandleAsync(context, topology, source, pathSecret);
    }

    /// <summary>The same where the source is known already: an app's own routing has found it.</summary>
    public async Task HandleAsync(HttpContext context, Topology topology, Source? source, string? pathSecret = null)
    {
        var started = time.GetTimestamp();
        var at = time.GetUtcNow();
        var caller = Caller.Of(context, topology.TrustedProxies);

        Answer answer;
        try
        {
            answer = source is null
                ? AnswerElsewhere(context.Request, caller, topology, at)
                : await ReceiveAsync(context, topology, source, pathSecret, at, caller);
        }
        catch (Exception e)
        {
            answer = Refusal.Fault(e);
        }

        var took = time.GetElapsedTime(started);
        if (answer.Status == StatusCodes.Status401Unauthorized) answer = await _refusals.HoldAsync(answer, context, caller.Address);
        var outcome = Outcome(context.Request, answer, at, caller, source, took);
        try
        {
            await answer.WriteAsync(context);
        }
        finally
        {
            settings.Report(outcome);
        }
        if (outcome.Status >= 400 && settings.Quarantine is { } quarantine) await quarantine.TakeAsync(context, answer, outcome);
    }

    private async ValueTask<Answer> ReceiveAsync(HttpContext context, Topology topology, Source source, string? pathSecret, DateTimeOffset at, Caller caller)
    {
        var request = context.Request;
        var signed = SignedRequest.Of(request, topology.PublicUrl, pathSecret) with { FetchedKeys = settings.SigningKeys.Find };
        if (HeadHandshakes.Answer(request, caller, source, signed, at) is { } shaken) return shaken;
        var isProbe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (!isProbe && !HttpMethods.IsPost(request.Method) && !HttpMethods.IsPut(request.Method))
            return Refusal.Method("GET, HEAD, POST, PUT");
        var admission = SourceGate.Enter(request, caller, source, signed, at);
        if (admission.Refusal is { } refused) return refused;
        if (isProbe) return admission.Signature is null ? Up with { Reason = "probe" } : Refusal.Unauthorized(SignatureAdvice.Probe(source), default);

        using var share = _memory.Open();
        var (body, unread) = await _bodies.ReadAsync(context, source.BodyLimit, share);
        if (unread is not null) return unread with { Refused = RefusedBody.Of(body, whole: false) };
        var answer = await TakeAsync(new(context, topology, source, caller, at, admission), signed with { Body = body }, share);
        return answer.Status is >= 400 and < 500 ? answer with { Refused = RefusedBody.Of(body, whole: true) } : answer;
    }

    /// <summary>A request that may come in by its head, with where it goes and what is still to be proved.</summary>
    private readonly record struct Arrival(HttpContext Context, Topology Topology, Source Source, Caller Caller, DateTimeOffset At, Admission Admission);

    /// <summary>Proves what the body must prove, answers what is a question only, and keeps the rest.</summary>
    private async ValueTask<Answer> TakeAsync(Arrival arrival, SignedRequest signed, MemoryBudget.Share share)
    {
        var (source, signature) = (arrival.Source, arrival.Admission.Signature);
        var request = arrival.Context.Request;
        // A stranger's body is not unpacked, unless the proof is inside.
        if (signature is { NeedsDecodedBody: false } && await ProveAsync(signature, signed, source, arrival.At) is { } unsigned) return unsigned;
        // Where the proof is inside, nothing proves nothing.
        if (signed.Body.IsEmpty && signature is not { NeedsDecodedBody: true }) return Acknowledge(source, null, null) with { Reason = "probe" };
        var (decoded, undecoded) = ContentEncodings.Decode(signed.Body, request.Headers.ContentEncoding, source.BodyLimit, share);
        if (undecoded is not null) return undecoded;
        signed = signed with { DecodedBody = decoded };
        if (signature is { NeedsDecodedBody: true } && await ProveAsync(signature, signed, source, arrival.At) is { } unproven) return unproven;
        if (BodyHandshakes.Find(source, request.Headers, decoded.Span) is { } question
            && await _handshakes.AnswerAsync(question, source, signed, signature is { Scheme.SendsSecret: false }, arrival.At) is { } told) return told;
        if (source.RequireJson && JsonRequirement.Problem(decoded.Span) is { } problem) return Refusal.NotJson(problem);
        // Where secrets are taken out of it, it is copied.
        if (!source.KeepSecrets && source.Sender.BodySecrets.Any && !share.TryGrow(decoded.Length)) return Refusal.NoMemory;
        var accepted = Event(arrival, signed.Body, decoded);
        try
        {
            return Acknowledge(source, accepted, await inbox.KeepAsync(accepted));
        }
        catch (StoreUnavailableException e)
        {
            return Refusal.NotStored(e.Reason, e.Message);
        }
    }

    /// <summary>What is kept of it: without its secrets.</summary>
    private NewEvent Event(in Arrival arrival, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> decoded)
    {
        var (context, topology, source, caller, at, admission) = arrival;
        IReadOnlyList<string> hidden = [];
        var clean = source.KeepSecrets ? null : source.Sender.BodySecrets.Overwrite(decoded.Span, out hidden);
        var received = new ReceivedRequest
        {
            At = at,
            Method = context.Request.Method,
            Path = context.Request.Path.Value ?? "",
            RemoteAddress = caller.Text,
            Tls = ConnectionTls.Of(context) ?? (caller.TlsAtProxy ? "TLS at the proxy" : null),
            Verdict = admission.Verdict,
            ContentType = context.Request.ContentType,
            Body = clean ?? body,
            DecodedBody = clean ?? decoded,
        };
        var headers = HeaderSnapshot.Take(context.Request, settings.Mask, new SecretNames(topology.Secrets, KeepAll: source.KeepSecrets));
        return Acceptance.Accept(received, source, clean is null ? headers : headers.WithBody(hidden));
    }

    /// <summary>Null when it is signed as it should be. A key that must be fetched first, and can't be, is not the sender's fault.</summary>
    private async ValueTask<Answer?> ProveAsync(SignatureVerifier signature, SignedRequest signed, Source source, DateTimeOffset at)
    {
        var check = signature.Check(signed, at);
        if (check.Fault == SignatureFault.KeyNeeded)
        {
            if (await settings.SigningKeys.FetchAsync(check.Place, CancellationToken.None) is { IsThere: false, Problem: var problem }) return Refusal.NoSigningKey(problem!);
            check = signature.Check(signed, at);
        }
        return check.IsGood ? null : SourceGate.Refuse(check, signature, source);
    }

    private static Answer Acknowledge(Source source, NewEvent? accepted, Appended? kept) => new()
    {
        Status = source.AcknowledgeStatus,
        Body = source.AcknowledgeBody,
        ContentType = source.AcknowledgeType,
        Event = accepted,
        Kept = kept,
    };

    /// <summary>What is asked outside any source: the root says that the receiver is up, to who has credentials.</summary>
    private static Answer AnswerElsewhere(HttpRequest request, in Caller caller, Topology topology, DateTimeOffset at)
    {
        var path = request.Path.Value ?? "";
        if (path is not ("/" or "")) return Refusal.UnknownPath(topology.Nearest(path)?.Path);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return Refusal.Method("GET, HEAD") with
        {
            NextStep = $"webhooks are received at {string.Join(", ", topology.Sources.Select(source => source.Path))}",
        };
        return SourceGate.EnterAny(request, caller, topology.Sources, at) ?? Up;
    }

    private static readonly Answer Up =
        Answer.Text(StatusCodes.Status200OK, "<h1>Webhook receiver is up!</h1>") with { ContentType = "text/html; charset=utf-8" };

    private static RequestOutcome Outcome(
        HttpRequest request, Answer answer, DateTimeOffset at, in Caller caller, Source? source, TimeSpan took) => new()
        {
            At = at,
            Source = source?.Name,
            Took = took,
            RemoteAddress = caller.Text,
            AddressDoubt = caller.Doubt,
            Method = request.Method,
            Path = request.Path.Value ?? "",
            Status = answer.Status,
            Reason = answer.Reason,
            NextStep = answer.NextStep,
            EventId = answer.Kept?.Id,
            Repeat = answer.Kept?.Repeat ?? false,
            RepeatOf = answer.Kept?.RepeatOf,
            Event = answer.Kept is { Repeat: false } ? answer.Event : null,
            BodyBytes = answer.Event?.Body.Length ?? 0,
        };
}
