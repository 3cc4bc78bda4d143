using System.Diagnostics;
using Creel.Server.Certificates;

namespace Creel.Server.Tests.Certificates;

/// <summary>A data directory of its own, gone with the test.</summary>
internal sealed class TemporaryTls : IDisposable
{
    public TemporaryTls() => Data = Directory.CreateTempSubdirectory("creel-tls-").FullName;

    public string Data { get; }

    public string Tls => Path.Combine(Data, "tls");

    public SetClock Clock { get; } = new(new DateTimeOffset(2031, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public CertificateStore Store => new(Tls, Clock);

    public static IReadOnlyList<CertificateName> Names(params string[] names) => [.. names.Select(CertificateName.Parse)];

    public string At(string file) => Path.Combine(Tls, file);

    public void Dispose() => Directory.Delete(Data, recursive: true);
}

/// <summary>A clock that stands until it is set.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>The real openssl: what others make of our certificates.</summary>
internal static class OpenSsl
{
    public static async Task<(int Exit, string Text)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
