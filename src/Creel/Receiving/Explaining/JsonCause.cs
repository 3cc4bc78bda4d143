using Creel.Inbox;
using Creel.Signatures;

namespace Creel.Receiving.Explaining;

/// <summary>The body is JSON that something on its way read and wrote anew.</summary>
internal static class JsonCause
{
    public static Finding? Find(SignatureCase about, SignatureVerifier? deciding, Trials trials)
    {
        if (deciding is null || deciding.Scheme.SendsSecret || about.Extent != BodyExtent.Whole) return null;
        if (JsonVariants.Of(about.Request.Body) is not { } variants) return null;
        trials.Say("the JSON minified, with the blanks of Python, indented by 2, 4 and a tab, its keys sorted, its characters escaped in other ways");
        foreach (var (body, what) in variants.All())
        {
            if (trials.IsSpent) break;
            if (!trials.Fits(deciding, about.Request with { Body = body })) continue;
            trials.Say($"the JSON {what}");
            return new("body-changed",
                $"It fits the JSON {what}: that is what the sender signed, and something between (a proxy, a gateway, a script that passes it on) reads the body and writes it anew. Let it pass the body on byte for byte.");
        }
        return null;
    }
}
