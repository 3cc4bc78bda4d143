using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Creel.Server.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Creel.Server.Tests.Sending;

/// <summary>A real HTTPS server on a port of its own, with a data directory such as a running Creel has.</summary>
internal sealed class ReceivingEnd : IAsyncDisposable
{
    public static readonly UserPassword User = new("webhook", "pass:wörd");

    private readonly WebApplication app;
    private readonly X509Certificate2 ca;
    private readonly X509Certificate2 leaf;

    private ReceivingEnd(WebApplication app, X509Certificate2 ca, X509Certificate2 leaf, DirectoryInfo folder) =>
        (this.app, this.ca, this.leaf, Folder) = (app, ca, leaf, folder);

    public DirectoryInfo Folder { get; }

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("127.0.0.1", "localhost");

    public DataDirectory Data => DataDirectory.OpenExisting(Folder.FullName);

    public static async Task<ReceivingEnd> StartAsync(RequestDelegate answer)
    {
        var (ca, leaf) = Certificates();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(leaf)));
        var app = builder.Build();
        app.Run(answer);
        var end = new ReceivingEnd(app, ca, leaf, Directory.CreateTempSubdirectory("creel-send-"));
        await app.StartAsync();
        end.WriteDataDirectory();
        return end;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        ca.Dispose();
        leaf.Dispose();
        Folder.Delete(recursive: true);
    }

    private void WriteDataDirectory()
    {
        var data = DataDirectory.OpenOrCreate(Folder.FullName);
        File.WriteAllBytes(data.InboxFile, []);
        Directory.CreateDirectory(data.TlsDirectory);
        File.WriteAllText(Path.Combine(data.TlsDirectory, "ca.pem"), ca.ExportCertificatePem());
        LocalSecrets.ReadOrCreate(data, "webhook", User);
        new ServerState
        {
            ProcessId = Environment.ProcessId,
            StartedAt = TimeProvider.System.GetUtcNow(),
            ReceiveUrls = [Url],
            Sources = new() { ["webhook"] = "/webhook" },
        }.Write(data);
    }

    private static (X509Certificate2 Ca, X509Certificate2 Leaf) Certificates()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=A test's own CA", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        caRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var ca = caRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=receiver", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(ca, now.AddDays(-1), now.AddDays(29), [1, 2, 3, 4]);
        return (ca, signed.CopyWithPrivateKey(key));
    }
}
