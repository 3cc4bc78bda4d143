using System.Text.Json;
using Creel.Signatures;

namespace Creel.Server.Sending;

/// <summary>The requests of a fault, ready to be sent: one, or two.</summary>
internal static class FaultRequests
{
    /// <exception cref="CommandException">This sender can't have this fault.</exception>
    public static IReadOnlyList<OutgoingRequest> Make(FaultKind kind, SendPlan plan, DateTimeOffset now) => kind switch
    {
        FaultKind.BadSignature => [BadlySigned(plan, Signing(kind, plan), now)],
        FaultKind.Stale => [SendRequests.Next(plan, now - Age(plan, Signing(kind, plan)))],
        FaultKind.Reserialised => [Reserialised(SendRequests.Next(plan with { Signing = Signing(kind, plan) }, now))],
        FaultKind.Replayed => Twice(SendRequests.Next(plan, now)),
        FaultKind.Duplicate => SignedAnew(plan, now),
        FaultKind.Cut or FaultKind.Slow => [WithBody(kind, SendRequests.Next(plan, now))],
        _ => throw new InvalidOperationException($"{kind} is no fault."),
    };

    /// <summary>How long ago a stale request is signed: an hour, and more where the window is as long.</summary>
    public static TimeSpan Age(SendPlan plan, SendSigning signing)
    {
        var hour = TimeSpan.FromHours(1);
        if (signing.Scheme.Time is not { } time)
            throw CommandException.Usage($"{signing.Sender.Title} signs no time, so nothing of it can be stale.", "What was signed once can be sent again at any time: see --fault replayed.");
        if (time.From.StartsWith("body.", StringComparison.Ordinal) && plan.Body is not null)
            throw CommandException.Usage($"The time that {signing.Sender.Title} signs stands in the body, and yours is sent as it is.", "Leave --data out, or write an old time into it.");
        return time.Tolerance < hour ? hour : time.Tolerance + hour;
    }

    private static SendSigning Signing(FaultKind kind, SendPlan plan) => plan.Signing ?? throw CommandException.Usage(
        $"Nothing is signed here, so --fault {kind.Name()} means nothing.", "Name a sender and its secret: --sender NAME --secret-stdin, or a --source that has secrets.");

    private static OutgoingRequest BadlySigned(SendPlan plan, SendSigning signing, DateTimeOffset now)
    {
        if (signing.Scheme.SendsSecret)
        {
            var secret = signing.Secret.Reveal();
            return SendRequests.Next(plan with { Signing = signing with { Secret = new(SignatureBit.Flip(secret)) } }, now);
        }
        var request = SendRequests.Next(plan, now);
        if (signing.Scheme.Header is not { } header) throw CommandException.Usage($"The signature of {signing.Sender.Title} stands in no header.", "Try another fault.");
        request.Headers[header] = SignatureBit.Flip(request.Headers[header]);
        return request;
    }

    private static OutgoingRequest Reserialised(OutgoingRequest request)
    {
        try
        {
            using var document = JsonDocument.Parse(request.Body);
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true })) document.RootElement.WriteTo(json);
            var body = buffer.ToArray();
            if (body.AsSpan().SequenceEqual(request.Body)) throw CommandException.Usage("The body is the same when it is written anew.", "Send one that is not: --data '{\"a\":1}'");
            request.Body = body;
            return request;
        }
        catch (JsonException)
        {
            throw CommandException.Usage("The body is no JSON, so nobody writes it anew.", "Try --fault bad-signature.");
        }
    }

    private static OutgoingRequest[] Twice(OutgoingRequest request) => [request, request];

    // A moment apart, so that the signatures of senders that sign a time differ.
    private static OutgoingRequest[] SignedAnew(SendPlan plan, DateTimeOffset now)
    {
        var first = SendRequests.Unsigned(plan, now);
        var second = new OutgoingRequest { Method = first.Method, Url = first.Url, Body = first.Body };
        foreach (var (name, value) in first.Headers) second.Headers[name] = value;
        SendRequests.Sign(plan, first, now.AddSeconds(-2));
        SendRequests.Sign(plan, second, now);
        return [first, second];
    }

    private static OutgoingRequest WithBody(FaultKind kind, OutgoingRequest request) => request.Body.Length > 1
        ? request
        : throw CommandException.Usage($"--fault {kind.Name()} needs a body of two bytes at least.", "Send one: --data @FILE");
}
