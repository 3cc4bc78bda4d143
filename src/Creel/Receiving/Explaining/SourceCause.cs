using Creel.Configuration;
using Creel.Signatures;

namespace Creel.Receiving.Explaining;

/// <summary>It was meant for another source, or has another one's secret.</summary>
internal static class SourceCause
{
    private const int Most = 100;

    public static Finding? Find(SignatureCase about, SignatureVerifier? deciding, Trials trials)
    {
        List<Source> others = [.. about.Topology.Sources.Where(source => source.Name != about.Source.Name && source.Secrets.Count > 0).Take(Most)];
        if (others.Count == 0) return null;
        trials.Say("the secrets of the other sources");
        foreach (var other in others)
        {
            // Both alike would be no finding: the sources differ by more than the secret only where the senders do.
            if (other.Sender.Name != about.Source.Sender.Name && other.Signatures.Deciding(about.Request) is { } theirs && trials.Fits(theirs, about.Request))
                return new("other-source", $"It is good for source `{other.Name}` ({other.Sender.Title}): the URL at the sender should end in {other.Path}.");
        }
        if (deciding is null) return null;
        foreach (var other in others)
        {
            if (trials.Fits(SignatureCase.Bind(deciding.Scheme, other.Secrets), about.Request))
                return new("other-source", $"It fits the secret of source `{other.Name}`. Either the URL at the sender should end in {other.Path}, or the sender should have the secret of source `{about.Source.Name}`.");
        }
        return null;
    }
}
