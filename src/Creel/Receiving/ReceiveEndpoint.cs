using Creel.Configuration;
using Creel.Inbox;
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

    public async Task HandleAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var at = time.GetUtcNow();
        var topology = settings.Topology();
        var source = topology.Find(context.Request.Path.Value ?? "");
        var remoteAddress = SenderAddress.Of(context);

        Answer answer;
        try
        {
            answer = source is null
                ? AnswerElsewhere(context.Request, topology)
                : await ReceiveAsync(context, source, at, remoteAddress);
        }
        catch (Exception e)
        {
            answer = Refusal.Fault(e);
        }

        var took = time.GetElapsedTime(started);
        try
        {
            await answer.WriteAsync(context);
        }
        finally
        {
            settings.Report(Outcome(context.Request, answer, at, remoteAddress, source, took));
        }
    }

    private async ValueTask<Answer> ReceiveAsync(HttpContext context, Source source, DateTimeOffset at, string remoteAddress)
    {
        var request = context.Request;
        var isProbe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (!isProbe && !HttpMethods.IsPost(request.Method) && !HttpMethods.IsPut(request.Method))
            return Refusal.Method("GET, HEAD, POST, PUT");
        if (CheckCredentials(request, [source]) is { } refused) return refused;
        if (isProbe) return Up with { Reason = "probe" };

        using var share = _memory.Open();
        var (body, unread) = await _bodies.ReadAsync(context, source.BodyLimit, share);
        if (unread is not null) return unread;
        if (body.IsEmpty) return Acknowledge(source, null, null) with { Reason = "probe" };
        var (decoded, undecoded) = ContentEncodings.Decode(body, request.Headers.ContentEncoding, source.BodyLimit, share);
        if (undecoded is not null) return undecoded;

        var received = new ReceivedRequest
        {
            At = at,
            Method = request.Method,
            Path = request.Path.Value ?? "",
            RemoteAddress = remoteAddress,
            ContentType = request.ContentType,
            Body = body,
            DecodedBody = decoded,
        };
        return await KeepAsync(Acceptance.Accept(request, received, source, settings.Mask), source);
    }

    private async ValueTask<Answer> KeepAsync(NewEvent accepted, Source source)
    {
        try
        {
            var kept = await inbox.KeepAsync(accepted);
            return Acknowledge(source, accepted, kept);
        }
        catch (StoreUnavailableException e)
        {
            return Refusal.NotStored(e.Reason, e.Message);
        }
    }

    private static Answer Acknowledge(Source source, NewEvent? accepted, Appended? kept) => new()
    {
        Status = source.AcknowledgeStatus,
        Body = source.AcknowledgeBody,
        Event = accepted,
        Kept = kept,
    };

    /// <summary>What is asked outside any source: the root says that the receiver is up, to who has credentials.</summary>
    private static Answer AnswerElsewhere(HttpRequest request, Topology topology)
    {
        var path = request.Path.Value ?? "";
        if (path is not ("/" or "")) return Refusal.UnknownPath(topology.Nearest(path)?.Path);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return Refusal.Method("GET, HEAD") with
        {
            NextStep = $"webhooks are received at {string.Join(", ", topology.Sources.Select(source => source.Path))}",
        };
        return CheckCredentials(request, topology.Sources) ?? Up;
    }

    /// <summary>Null when one of the sources' credentials is given. Before the body is read: a stranger's body costs nothing.</summary>
    private static Answer? CheckCredentials(HttpRequest request, IReadOnlyList<Source> sources)
    {
        var given = request.Headers.Authorization;
        if (given.Count == 0) return Refusal.NoCredentials(sources[0].Name);
        var value = given.Count == 1 ? given[0]! : "";
        foreach (var source in sources)
        {
            foreach (var credential in source.Basic)
            {
                if (credential.Matches(value)) return null;
            }
        }
        return Refusal.WrongCredentials(sources[0].Name, value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase));
    }

    private static readonly Answer Up =
        Answer.Text(StatusCodes.Status200OK, "<h1>Webhook receiver is up!</h1>") with { ContentType = "text/html; charset=utf-8" };

    private static RequestOutcome Outcome(
        HttpRequest request, Answer answer, DateTimeOffset at, string remoteAddress, Source? source, TimeSpan took) => new()
        {
            At = at,
            Source = source?.Name,
            Took = took,
            RemoteAddress = remoteAddress,
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
