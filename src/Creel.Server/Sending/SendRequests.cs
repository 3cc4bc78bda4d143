using System.Text.Json;
using Creel.Signatures;

namespace Creel.Server.Sending;

/// <summary>From a plan to its next request: the sample or the body, the headers, the signature.</summary>
internal static class SendRequests
{
    /// <summary>A request as the sender would write it, signed where there is a secret; its URL is the one that the sender knows.</summary>
    /// <param name="plan">What to send.</param>
    /// <param name="now">The time that it says, and is signed at.</param>
    public static OutgoingRequest Next(SendPlan plan, DateTimeOffset now)
    {
        var request = Unsigned(plan, now);
        Sign(plan, request, now);
        return request;
    }

    /// <exception cref="CommandException">There is something that can't be signed.</exception>
    public static void Try(SendPlan plan, DateTimeOffset now)
    {
        if (plan.Signing is null) return;
        try
        {
            Next(plan, now);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or JsonException or NotSupportedException)
        {
            throw CommandException.Usage($"It can't be signed as {plan.Signing.Sender.Title} does ({plan.Signing.Scheme.Description}): {e.Message}",
                "Send its own sample, give what is missing with --header, or choose another scheme with --scheme.");
        }
    }

    public static OutgoingRequest Unsigned(SendPlan plan, DateTimeOffset now)
    {
        var url = plan.Target.KnownAs ?? plan.Target.Url;
        var sample = plan.Sample?.Fill(url, now);
        var request = new OutgoingRequest
        {
            Method = plan.Method?.Method ?? sample?.Method ?? "POST",
            Url = sample?.Url ?? url,
            Body = plan.Body?.Next() ?? sample?.Body ?? [],
        };
        foreach (var (name, value) in sample?.Headers ?? []) request.Headers[name] = value;
        if (plan.ContentType is { } type) request.Headers["Content-Type"] = type;
        if (plan.Target.Credential is { } credential) request.Headers[credential.Header] = credential.Value;
        // What the user says is what is signed, too.
        foreach (var (name, value) in plan.Headers) request.Headers[name] = value;
        return request;
    }

    public static void Sign(SendPlan plan, OutgoingRequest request, DateTimeOffset now)
    {
        if (plan.Signing is { } signing) signing.Scheme.Sign(request, signing.Secret.Reveal(), now);
    }

    /// <summary>Its lines of the head: ours, and in their place the user's, repeats included.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Headers(SendPlan plan, OutgoingRequest request) => request.Headers
        .Where(header => header.Value.Length > 0 && !plan.Headers.Any(own => own.Key.Equals(header.Key, StringComparison.OrdinalIgnoreCase)))
        .Concat(plan.Headers);

    /// <summary>Where it goes to: what the sender knows the receiver by may be another name for it, or a proxy's.</summary>
    public static Uri Address(SendTarget target, OutgoingRequest request)
    {
        if (target.KnownAs is null) return request.Url;
        var known = target.KnownAs.GetLeftPart(UriPartial.Path);
        var rest = request.Url.AbsoluteUri is var url && url.StartsWith(known, StringComparison.Ordinal) ? url[known.Length..] : request.Url.Query;
        return new Uri(target.Url.GetLeftPart(UriPartial.Path) + rest);
    }

    public static HttpRequestMessage Message(SendPlan plan, OutgoingRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), Address(plan.Target, request));
        var bodiless = request.Body.Length == 0 && request.Method is "GET" or "HEAD";
        message.Content = bodiless ? null : new ByteArrayContent(request.Body);
        foreach (var (name, value) in Headers(plan, request))
        {
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        return message;
    }
}
