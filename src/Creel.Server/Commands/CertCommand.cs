using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text;
using Creel.Server.Certificates;
using Creel.Server.Local;

namespace Creel.Server.Commands;

/// <summary><c>creel cert</c>: the certificate that is served, and the CA that senders must trust.</summary>
internal static class CertCommand
{
    public static Command Create() => new("cert", "The server's certificate, and the CA to import into a controller.")
    {
        ShowCommand(),
        ExportCommand(),
        RenewCommand(),
        CertOrder.CreateRequest(DataOption),
        CertOrder.CreateImport(DataOption),
    };

    private static Command ShowCommand()
    {
        var data = DataOption();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("show", "Show names, fingerprints, validity and files.") { data, json };
        command.SetAction(parsed =>
        {
            var directory = DataDirectory.OpenWithCertificates(DataDirectory.Find(parsed.GetValue(data)));
            var store = new CertificateStore(directory.TlsDirectory, TimeProvider.System);
            var issued = store.Look();
            var configured = ServerState.Read(directory)?.CertificateFile;
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.WriteLine(Json(store.Files, issued, configured));
                return;
            }
            if (configured is not null) Print(output, configured);
            Print(output, store.Files, issued);
        });
        return command;
    }

    private static Command ExportCommand()
    {
        var data = DataOption();
        var file = new Option<string?>("--out") { Description = "Write to FILE instead of standard output.", HelpName = "FILE" };
        var command = new Command("export", "Give out the CA certificate (PEM) that a controller must trust. It holds no secret.")
        {
            data, file,
        };
        command.SetAction(parsed =>
        {
            var files = StoreIn(parsed.GetValue(data)).Files;
            using var ca = files.ReadCertificate(files.CaFile);
            var pem = ca.ExportCertificatePem() + "\n";
            if (parsed.GetValue(file) is { } path) WriteFile(path, pem);
            else parsed.InvocationConfiguration.Output.Write(pem);
            parsed.InvocationConfiguration.Error.WriteLine(
                $"""
                This is the CA "{ca.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}".
                Import it where the sender keeps the CAs it trusts.
                Catalyst Center: public sources suggest System > Settings > Trust & Privacy > Trusted Certificates; this is not confirmed
                for every release. The URL in the sender must use a name of the certificate: creel cert show
                """);
        });
        return command;
    }

    private static Command RenewCommand()
    {
        var data = DataOption();
        var names = new Option<string[]>("--name")
        {
            Description = "A further host name or address to vouch for; may be repeated. Names given before are kept.",
            HelpName = "HOST",
            DefaultValueFactory = _ => [],
        };
        var command = new Command("renew", "Issue a new server certificate of the same CA now, with the same key and all names.")
        {
            data, names,
        };
        command.SetAction(parsed =>
        {
            var given = parsed.GetRequiredValue(names).Select(CertificateName.Parse).ToList();
            var store = StoreIn(parsed.GetValue(data));
            var issued = store.Renew([.. MachineNames.Read(), .. given]);
            var output = parsed.InvocationConfiguration.Output;
            Print(output, store.Files, issued);
            output.WriteLine("A running server takes it over within a few seconds. Senders that trust the CA need no change.");
        });
        return command;
    }

    private static void Print(TextWriter output, string configured)
    {
        output.WriteLine($"Served  {configured}  (configured or imported; Creel's own, below, is not)");
        using var leaf = ConfiguredCertificate.Look(configured);
        if (leaf is null)
        {
            output.WriteLine("  it can't be read without its password, or not by this user");
            return;
        }
        output.WriteLine($"  names    {string.Join(", ", CertificateNames.Of(leaf))}");
        output.WriteLine($"  SHA-256  {IssuedCertificate.FingerprintOf(leaf)}");
        output.WriteLine($"  valid    {Validity(leaf)}");
    }

    private static void Print(TextWriter output, CertificateFiles files, IssuedCertificate issued)
    {
        output.WriteLine($"Server certificate  {files.LeafFile}");
        output.WriteLine($"  names    {string.Join(", ", issued.Names)}");
        output.WriteLine($"  SHA-256  {issued.Fingerprint}");
        output.WriteLine($"  valid    {Validity(issued.Leaf)}");
        output.WriteLine($"CA to import in senders  {files.CaFile}  (creel cert export)");
        output.WriteLine($"  name     {issued.Ca.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}");
        output.WriteLine($"  SHA-256  {issued.CaFingerprint}");
        output.WriteLine($"  valid    {Validity(issued.Ca)}");
    }

    private static string Validity(X509Certificate2 certificate)
    {
        var (from, to) = (new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter));
        var left = to - TimeProvider.System.GetUtcNow();
        var state = left < TimeSpan.Zero ? "over" : $"{left.Days} days left";
        return $"{from.UtcDateTime:yyyy-MM-dd} to {to.UtcDateTime:yyyy-MM-dd} ({state})";
    }

    private static string Json(CertificateFiles files, IssuedCertificate issued, string? configured)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("names");
            foreach (var name in issued.Names) json.WriteStringValue(name.Text);
            json.WriteEndArray();
            WriteCertificate(json, issued.Leaf, issued.Fingerprint, files.LeafFile);
            json.WriteStartObject("ca");
            json.WriteString("name", issued.Ca.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
            WriteCertificate(json, issued.Ca, issued.CaFingerprint, files.CaFile);
            json.WriteEndObject();
            if (configured is not null) WriteConfigured(json, configured);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteConfigured(Utf8JsonWriter json, string file)
    {
        json.WriteStartObject("configured");
        using var leaf = ConfiguredCertificate.Look(file);
        if (leaf is null) json.WriteString("file", file);
        else WriteCertificate(json, leaf, IssuedCertificate.FingerprintOf(leaf), file);
        json.WriteEndObject();
    }

    private static void WriteCertificate(Utf8JsonWriter json, X509Certificate2 certificate, string fingerprint, string file)
    {
        json.WriteString("sha256", fingerprint);
        json.WriteString("notBefore", certificate.NotBefore.ToUniversalTime());
        json.WriteString("notAfter", certificate.NotAfter.ToUniversalTime());
        json.WriteString("file", file);
    }

    internal static void WriteFile(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failed($"{path} can't be written: {e.Message}", "Name another file with --out FILE.");
        }
    }

    private static CertificateStore StoreIn(string? data) =>
        new(DataDirectory.OpenWithCertificates(DataDirectory.Find(data)).TlsDirectory, TimeProvider.System);

    private static Option<string?> DataOption() =>
        new("--data") { Description = "The data directory (else CREEL_DATA).", HelpName = "DIR" };
}
