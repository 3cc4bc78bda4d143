using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography;
using Creel.Configuration;
using Creel.Server.Certificates;
using Creel.Server.Local;

namespace Creel.Server.Commands;

/// <summary><c>creel cert csr</c> and <c>creel cert import</c>: a certificate of a CA that the senders know already.</summary>
internal static class CertOrder
{
    private const string Restart = "Restart the server to serve it (systemctl restart creel).";

    public static Command CreateRequest(Func<Option<string?>> dataOption)
    {
        var data = dataOption();
        var file = new Option<string?>("--out") { Description = "Write to FILE instead of standard output.", HelpName = "FILE" };
        var command = new Command("csr", "Write a certificate signing request (PEM) for the server's key and all its names, for a CA of your own. It holds no secret.") { data, file };
        command.SetAction(parsed =>
        {
            var store = Store(parsed.GetValue(data));
            var issued = store.Look();
            using var key = store.Files.ReadKey(store.Files.LeafKeyFile, issued.Leaf);
            var request = Request(key, issued.Names).CreateSigningRequestPem() + "\n";
            if (parsed.GetValue(file) is { } path) CertCommand.WriteFile(path, request);
            else parsed.InvocationConfiguration.Output.Write(request);
            parsed.InvocationConfiguration.Error.WriteLine(
                $"For {string.Join(", ", issued.Names)}. Have the CA sign it for a TLS server, then: creel cert import CERTIFICATE.pem");
        });
        return command;
    }

    public static Command CreateImport(Func<Option<string?>> dataOption)
    {
        var data = dataOption();
        var certificate = new Argument<string?>("FILE") { Description = "A PEM file: the certificate, and the CAs between it and the root", Arity = ArgumentArity.ZeroOrOne };
        var key = new Option<string?>("--key") { Description = "The PEM file of its key, if it was not ordered with `creel cert csr`.", HelpName = "FILE" };
        var remove = new Option<bool>("--remove") { Description = "Serve Creel's own certificate again." };
        var command = new Command("import", "Serve a certificate of another CA. (A configuration with tls.certificate counts more, and follows its files.)") { certificate, key, remove, data };
        command.Validators.Add(result =>
        {
            if (result.GetValue(certificate) is null != result.GetValue(remove)) result.AddError("Name the certificate's file, or say --remove.");
        });
        command.SetAction(parsed =>
        {
            var store = Store(parsed.GetValue(data));
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(remove)) output.WriteLine(ImportedCertificate.Remove(store.Files) ? Restart : "There is no imported certificate.");
            else Import(store, Path.GetFullPath(parsed.GetValue(certificate)!), parsed.GetValue(key), output);
        });
        return command;
    }

    private static void Import(CertificateStore store, string file, string? key, TextWriter output)
    {
        var given = TlsFiles.Read(new TlsSettings { Certificate = file, Key = key is null ? store.Files.LeafKeyFile : Path.GetFullPath(key) });
        if (!PemCertificate.IsPem(given.Certificate))
            throw CommandException.Usage($"{file} is not a PEM file.", "Name a PKCS #12 file as tls.certificate in a configuration, or convert it: openssl pkcs12 -nodes");
        var read = ConfiguredCertificate.Read(given, password: null);
        if (read.NotAfter <= TimeProvider.System.GetUtcNow())
            throw CommandException.Failed($"The certificate in {file} ended on {read.NotAfter.UtcDateTime:yyyy-MM-dd}.", "Order a new one.");
        ImportedCertificate.Write(store.Files, given);
        output.WriteLine($"Imported  {read.Leaf.Subject}");
        output.WriteLine($"  names    {string.Join(", ", read.Names)}");
        output.WriteLine($"  SHA-256  {read.Fingerprint}");
        output.WriteLine($"  valid    until {read.NotAfter.UtcDateTime:yyyy-MM-dd}, with {read.Chain.Count} more of its chain");
        output.WriteLine(Restart);
    }

    private static CertificateRequest Request(ECDsa key, IReadOnlyList<CertificateName> names)
    {
        var request = new CertificateRequest($"CN={names[0].Text}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name.Text, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name.Text);
        }
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return request;
    }

    private static CertificateStore Store(string? data) =>
        new(DataDirectory.OpenWithCertificates(DataDirectory.Find(data)).TlsDirectory, TimeProvider.System);
}
