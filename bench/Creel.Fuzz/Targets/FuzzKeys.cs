using System.Security.Cryptography;
using Creel.Signatures;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Creel.Fuzz.Targets;

/// <summary>A key of whatever kind a scheme takes: to check with, and to sign with. No mutation ever finds one.</summary>
internal static class FuzzKeys
{
    private static readonly IReadOnlyList<(string Checks, string Signs)> All = [.. Make()];

    /// <summary>Null: it takes none that can be made up.</summary>
    public static (string Checks, string Signs)? For(SignatureScheme scheme)
    {
        foreach (var key in All)
        {
            if (scheme.SignsWithAnotherKey == (key.Checks != key.Signs) && scheme.KeyProblem(key.Checks) is null && scheme.SigningProblem(key.Signs) is null) return key;
        }
        return null;
    }

    private static IEnumerable<(string Checks, string Signs)> Make()
    {
        var bytes = SHA256.HashData("made up for fuzzing"u8);
        var base64 = Convert.ToBase64String(bytes);
        yield return ($"whsec_{base64}", $"whsec_{base64}");
        yield return (base64, base64);
        var open = new byte[32];
        Ed25519.GeneratePublicKey(bytes, open);
        yield return ($"whpk_{Convert.ToBase64String(open)}", $"whsk_{Convert.ToBase64String([.. bytes, .. open])}");
        yield return (Convert.ToHexStringLower(open), Convert.ToHexStringLower(bytes));
        yield return (Convert.ToBase64String(open), base64);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        yield return (Convert.ToBase64String(curve.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(curve.ExportPkcs8PrivateKey()));
    }
}
