using Creel.Senders;
using Creel.Signatures;

namespace Creel.Receiving.Explaining;

/// <summary>It is another product that sends: one that is known, and signs in its own way.</summary>
internal static class SenderCause
{
    public static Finding? Find(SignatureCase about, SignatureVerifier? deciding, Trials trials)
    {
        var present = (from sender in about.Senders
                       where sender.Name != about.Source.Sender.Name
                       from scheme in sender.Schemes
                       where !scheme.SendsSecret && scheme.Header is { } header && about.Request.Headers.ContainsKey(header)
                       let marks = SenderMarks.Count(sender, about.Request)
                       orderby marks descending
                       select (Sender: sender, Scheme: scheme, Marks: marks)).ToList();
        if (present.Count == 0) return null;
        trials.Say("the ways in which other senders sign");
        foreach (var (sender, scheme, _) in present)
        {
            // Where our own mark is there as well, only what fits says anything.
            if (trials.Fits(about.Bind(scheme), about.Request))
                return new("other-sender", $"This looks like {sender.Title}: it is signed as that one signs, with {about.Secrets}. Set `sender: {sender.Name}` for the source.");
        }
        if (deciding is not null) return null;
        var (likely, sign, _) = present[0];
        return new("other-sender", $"This looks like {likely.Title}: there is a header {sign.Header}, and no signature of {about.Source.Sender.Title}. "
            + $"If it is, set `sender: {likely.Name}` for the source and give it that sender's secret; else look at the URL that was entered there.");
    }
}

/// <summary>What shows which product a request comes from: the headers of its sample.</summary>
internal static class SenderMarks
{
    private static readonly string[] Usual = ["User-Agent", "Content-Type", "Accept", "Accept-Encoding", "Host", "Authorization"];

    public static IEnumerable<string> Of(SenderProfile sender) => (sender.Sample?.Headers.Keys.AsEnumerable() ?? []).Except(Usual, StringComparer.OrdinalIgnoreCase);

    public static int Count(SenderProfile sender, SignedRequest request) => Of(sender).Count(request.Headers.ContainsKey);
}
