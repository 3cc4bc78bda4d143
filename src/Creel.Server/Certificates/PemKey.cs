using System.Security.Cryptography;

namespace Creel.Server.Certificates;

/// <summary>Reads a private key (RSA or ECDSA) out of PEM. What is said of a key that can't be used never holds a part of it.</summary>
internal static class PemKey
{
    private const string Encrypted = "ENCRYPTED PRIVATE KEY";

    public static AsymmetricAlgorithm Read(string file, string text, string? password)
    {
        if (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            throw CommandException.Failed($"tls.key: the private key in {file} is encrypted in the old way of OpenSSL, which is not read.",
                $"Encrypt it in today's way: openssl pkey -in {file} -aes256 -out key.pem");
        var (label, block) = Find(text);
        if (block is null) throw Missing(file);
        if (label == Encrypted && password is null)
            throw CommandException.Failed($"tls.key: the private key in {file} is encrypted, and no password is given.", "Give it as tls.password: \"${file:…}\" or \"${env:…}\".");

        if (Import(RSA.Create(), block, password) is { } rsa) return rsa;
        if (Import(ECDsa.Create(), block, password) is { } ecdsa) return ecdsa;
        throw label == Encrypted
            ? CommandException.Failed($"tls.key: the private key in {file} can't be decrypted: tls.password is wrong, or the key is damaged.",
                $"Try the password by hand: openssl pkey -in {file} -noout")
            : CommandException.Failed($"tls.key: the private key in {file} is damaged, or of a kind that is not served.", "It must be an RSA or an ECDSA (P-256, P-384, P-521) key.");
    }

    private static CommandException Missing(string file) => CommandException.Failed($"tls.key: there is no private key in {file}.",
        "Name the PEM file of the key as tls.key; it holds a block that begins with -----BEGIN PRIVATE KEY-----.");

    private static (string Label, string? Block) Find(string text)
    {
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var found))
        {
            var label = rest[found.Label].ToString();
            if (label is Encrypted or "PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY") return (label, rest[found.Location].ToString());
            rest = rest[found.Location.End..];
        }
        return ("", null);
    }

    private static AsymmetricAlgorithm? Import(AsymmetricAlgorithm into, string block, string? password)
    {
        try
        {
            if (password is not null && block.Contains(Encrypted, StringComparison.Ordinal)) into.ImportFromEncryptedPem(block, password);
            else into.ImportFromPem(block);
            return into;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            into.Dispose();
            return null;
        }
    }
}
