using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Creel.Senders;
using Creel.Server.Manuals;
using Creel.Signatures;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Creel.Tests.Senders;

/// <summary>A key to check with and the one to sign with: the same for shared secrets.</summary>
internal sealed record MadeUpKey(string Checks, string Signs);

/// <summary>Made-up keys of whatever kind a scheme takes.</summary>
internal static class MadeUpKeys
{
    /// <param name="scheme">What they are for.</param>
    /// <param name="which">Another number, another key.</param>
    /// <returns>Null: it takes none of the kinds that can be made up.</returns>
    public static MadeUpKey? For(SignatureScheme scheme, int which) =>
        All(which).FirstOrDefault(key => scheme.SignsWithAnotherKey == (key.Checks != key.Signs) && scheme.KeyProblem(key.Checks) is null && scheme.SigningProblem(key.Signs) is null);

    /// <summary>For the variable that a sender's page takes its secret from, the same every time; null: it is none of these.</summary>
    public static MadeUpKey? ForVariable(string name) => ByVariable.GetOrAdd(name, OfVariable);

    private static readonly ConcurrentDictionary<string, MadeUpKey?> ByVariable = new(StringComparer.Ordinal);

    private static MadeUpKey? OfVariable(string name)
    {
        if (name.EndsWith("_PASSWORD", StringComparison.Ordinal)) return null;
        if (SenderCatalog.Embedded.All.FirstOrDefault(sender => SenderConfigBlock.Variable(sender) == name) is not { } sender) return null;
        var wantsPublicKey = name.EndsWith("_PUBLIC_KEY", StringComparison.Ordinal);
        return sender.Schemes.Where(scheme => scheme.SignsWithAnotherKey == wantsPublicKey).Select(scheme => For(scheme, 1)).OfType<MadeUpKey>().FirstOrDefault();
    }

    private static IEnumerable<MadeUpKey> All(int which)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"made up {which}"));
        var base64 = Convert.ToBase64String(bytes);
        yield return new($"whsec_{base64}", $"whsec_{base64}");
        yield return new(base64, base64);
        yield return new($"made-up/secret+{which}", $"made-up/secret+{which}");
        var open = new byte[32];
        Ed25519.GeneratePublicKey(bytes, open);
        yield return new($"whpk_{Convert.ToBase64String(open)}", $"whsk_{Convert.ToBase64String([.. bytes, .. open])}");
        yield return new(Convert.ToHexStringLower(open), Convert.ToHexStringLower(bytes));
        yield return new(Convert.ToBase64String(open), base64);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        yield return new(Convert.ToBase64String(curve.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(curve.ExportPkcs8PrivateKey()));
    }
}
