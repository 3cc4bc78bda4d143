using Creel.Signatures;

namespace Creel.Receiving.Explaining;

/// <summary>Tries signatures, within bounds: a stranger's request must not buy much work.</summary>
internal sealed class Trials(DateTimeOffset at)
{
    private const int Most = 400;
    private const long MostBytes = 3L << 20;
    private readonly List<string> _said = [];
    private int _left = Most;
    private long _bytes = MostBytes;

    /// <summary>What was tried so far, in words.</summary>
    public IReadOnlyList<string> Said => _said;

    /// <summary>No more is tried.</summary>
    public bool IsSpent => _left <= 0 || _bytes <= 0;

    /// <summary>Says what is tried now.</summary>
    public void Say(string what)
    {
        if (!_said.Contains(what)) _said.Add(what);
    }

    /// <summary>Whether it would be right but for its time.</summary>
    public bool Fits(SignatureVerifier? verifier, in SignedRequest request)
    {
        if (verifier is null || IsSpent) return false;
        _left--;
        _bytes -= request.Body.Length + 256;
        return verifier.Check(request, at).Fault is SignatureFault.None or SignatureFault.Stale or SignatureFault.Early;
    }
}
