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
    private readonly Func<string, RsaKey?> _fetchedKeys = settings.SigningKeys.Find;
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
        var signed = SignedRequest.Of(request, topology.PublicUrl, pathSecret) with { FetchedKeys = _fetchedKeys };
        if (HeadHandshakes.Answer(request, caller, source, signed, at) is { } shaken) return shaken;
        var isProbe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (!isProbe && !HttpMethods.IsPost(request.Method) && !HttpMethods.IsPut(request.Method))
            return Refusal.Method("GET, HEAD, POST, PUT");
        var (refused, verdict, signature) = SourceGate.Enter(request, caller, source, signed, at);
        if (refused is not null) return refused;
        if (isProbe) return signature is null ? Up with { Reason = "probe" } : Refusal.Unauthorized(SignatureAdvice.Probe(source), default);

        using var share = _memory.Open();
        var (body, unread) = await _bodies.ReadAsync(context, source.BodyLimit, share);
        if (unread is not null) return unread with { Refused = RefusedBody.Of(body, whole: false) };
        // A stranger's body is not unpacked, unless the proof is inside.
        if (signature is { NeedsDecodedBody: false } && await ProveAsync(signature, signed.With(body, default), source, at) is { } unsigned)
            return unsigned with { Refused = RefusedBody.Of(body, whole: true) };
        if (body.IsEmpty) return Acknowledge(source, null, null) with { Reason = "probe" };
        var (decoded, undecoded) = ContentEncodings.Decode(body, request.Headers.ContentEncoding, source.BodyLimit, share);
        if (undecoded is not null) return undecoded with { Refused = RefusedBody.Of(body, whole: true) };
        IReadOnlyList<string> hidden = [];
        if (signature is { NeedsDecodedBody: true } && await ProveAsync(signature, signed.With(body, decoded), source, at) is { } unproven)
            return unproven with { Refused = RefusedBody.Of(body, whole: true) };
        if (BodyHandshakes.Find(source, request.Headers, decoded.Span) is { } question
            && await _handshakes.AnswerAsync(question, source, signed.With(body, decoded), signature is { Scheme.SendsSecret: false }, at) is { } told)
            return told.Status < 400 ? told : told with { Refused = RefusedBody.Of(body, whole: true) };
        if (source.RequireJson && JsonRequirement.Problem(decoded.Span) is { } problem)
            return Refusal.NotJson(problem) with { Refused = RefusedBody.Of(body, whole: true) };

        if (!source.KeepSecrets && source.Sender.BodySecrets.Any && !share.TryGrow(decoded.Length)) return Refusal.NoMemory;
        var clean = source.KeepSecrets ? null : source.Sender.BodySecrets.Overwrite(decoded.Span, out hidden);
        var received = new ReceivedRequest
        {
            At = at,
            Method = request.Method,
            Path = request.Path.Value ?? "",
            RemoteAddress = caller.Text,
            Tls = ConnectionTls.Of(context) ?? (caller.TlsAtProxy ? "TLS at the proxy" : null),
            Verdict = verdict,
            ContentType = request.ContentType,
            Body = clean ?? body,
            DecodedBody = clean ?? decoded,
        };
        var headers = HeaderSnapshot.Take(request, settings.Mask, new SecretNames(topology.Secrets, KeepAll: source.KeepSecrets));
        if (clean is not null) headers = headers.WithBody(hidden);
        var accepted = Acceptance.Accept(received, source, headers);
        try
        {
            return Acknowledge(source, accepted, await inbox.KeepAsync(accepted));
        }
        catch (StoreUnavailableException e)
        {
            return Refusal.NotStored(e.Reason, e.Message);
        }
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
