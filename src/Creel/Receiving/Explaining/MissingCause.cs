using Creel.Signatures;

namespace Creel.Receiving.Explaining;

/// <summary>The signature, or a header that is signed with it, is not there.</summary>
internal static class MissingCause
{
    public static Finding? Find(SignatureCase about, SignatureVerifier? deciding, Trials trials)
    {
        var scheme = (deciding ?? about.Source.Signatures.Verifiers[0]).Scheme;
        if (scheme.SendsSecret) return null;
        if (deciding is null && scheme.Header is { } own && about.Request.Headers.ContainsKey(own))
            return new("unknown-version", $"The header {own} is there, and holds no signature of the version that is expected: {scheme.Description}. {SetUp(about)}");
        if (deciding is not null)
        {
            var check = deciding.Check(about.Request, about.At);
            if (check.Fault == SignatureFault.UnknownVersion)
                return new("unknown-version", $"{check.Place} holds a version or hash that is not the expected one, and it fits none of those that were tried: {scheme.Description}. {SetUp(about)}");
            var missing = scheme.OtherHeaders.FirstOrDefault(name => !about.Request.Headers.ContainsKey(name));
            return missing is null || check.Fault != SignatureFault.Missing ? null
                : new("header-missing", $"The header {missing} is signed, and is missing, while the signature is there: {Proxy(about)} Let it pass {missing} on.");
        }
        var place = scheme.Header is { } header ? $"The header {header}" : "The signature";
        var marks = SenderMarks.Of(about.Source.Sender).Where(about.Request.Headers.ContainsKey).ToList();
        if (marks.Count > 0)
        {
            var there = $"{place} is missing, while what else {about.Source.Sender.Title} sends is there ({string.Join(", ", marks.Take(3))}). ";
            return about.ProxyMark is { } mark
                ? new("header-missing", $"{there}No secret is set at the sender, or the proxy that it came through ({mark}) strips the header: look at the sender first, then let the proxy pass it on.")
                : new("no-secret", $"{there}No secret is set at the sender: enter one of {about.Secrets} there. (A proxy may strip the header, too; this request shows no sign of one.)");
        }
        return new("no-signature", $"{place} is missing, and nothing else shows that {about.Source.Sender.Title} sent it"
            + $"{(about.ProxyMark is { } seen ? $"; it came through a proxy ({seen}), which may strip headers" : "")}. If it is that sender, enter one of {about.Secrets} there; else somebody calls this URL who should not.");
    }

    private static string Proxy(SignatureCase about) => about.ProxyMark is { } mark ? $"the proxy that it came through ({mark}) strips it." : "something between strips it.";

    private static string SetUp(SignatureCase about) => $"`creel senders {about.Source.Sender.Name}` says how to set it up.";
}
