using Creel.Configuration;

namespace Creel.Server.Certificates;

/// <summary>
/// Obeys what is configured of TLS: at the start, when the configuration changes, and when the files that it names do. What can't
/// be used changes nothing: what was served before is served on.
/// </summary>
internal sealed class ServerTls
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly Action<CertificateNotice> _report;
    private readonly TimeProvider _time;
    private readonly CertificateRenewal _own;
    private readonly Lock _gate = new();
    private TlsFiles _applied = new() { Settings = new TlsSettings() };
    private bool _clientsMust;
    private string? _problem;
    private bool _problemSaid;
    private DateTimeOffset _concernSaidAt = DateTimeOffset.MinValue;

    /// <exception cref="CommandException">Something that is configured can't be used.</exception>
    public ServerTls(CertificateStore store, TlsSettings settings, Action<CertificateNotice> report, TimeProvider time, bool clientsMust = false)
    {
        (_report, _time) = (report, time);
        var names = settings.Names.Select(CertificateName.Parse).ToList();
        Certificate = new ServerCertificate(store.Open([.. MachineNames.Read(), .. names]));
        _own = new CertificateRenewal(store, Certificate, report, time) { GivenNames = names };
        Apply(settings, clientsMust);
    }

    public ServerCertificate Certificate { get; }

    /// <summary>
    /// Serves as these settings say from now on. Own names that are new are in the certificate within seconds.
    /// </summary>
    /// <param name="settings">What is configured.</param>
    /// <param name="clientsMust">No source takes anything but client certificates, so a client without one is refused in the handshake.</param>
    /// <exception cref="CommandException">Something can't be used; nothing was changed.</exception>
    public void Apply(TlsSettings settings, bool clientsMust = false)
    {
        lock (_gate)
        {
            var names = settings.Names.Select(CertificateName.Parse).ToList();
            Take(TlsFiles.Read(settings), clientsMust);
            _own.GivenNames = names;
            (_problem, _concernSaidAt) = (null, DateTimeOffset.MinValue);
            SayConcern();
        }
    }

    /// <summary>Whether these settings can be used. Changes nothing.</summary>
    /// <exception cref="CommandException">They can't.</exception>
    public static void Check(TlsSettings settings)
    {
        foreach (var name in settings.Names) CertificateName.Parse(name);
        Load(TlsFiles.Read(settings));
    }

    /// <summary>Ends only when it is stopped: whatever goes wrong is reported and tried again.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(_own.RunAsync(stop), WatchAsync(stop));

    /// <summary>One look at the files, and what follows from it.</summary>
    internal void Turn()
    {
        lock (_gate)
        {
            try
            {
                Look();
            }
            catch (Exception e)
            {
                Note(e is CommandException ? e.Message : $"Please report this: {e}");
            }
            SayConcern();
        }
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) Turn();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private void Look()
    {
        if (_applied.Settings is { Certificate: null, ClientCa: null }) return;
        var files = TlsFiles.Read(_applied.Settings);
        if (!files.SameAs(_applied))
        {
            RefuseEnded(files);
            Take(files, _clientsMust);
            _concernSaidAt = DateTimeOffset.MinValue;
            Say(failed: false, Certificate.Configured is { } now
                ? $"The server certificate was read again from {now.File}: SHA-256 {now.Fingerprint}, valid until {now.NotAfter.UtcDateTime:yyyy-MM-dd}."
                : $"The CAs of client certificates were read again from {files.Settings.ClientCa}.");
        }
        _problem = null;
    }

    private void Take(TlsFiles files, bool clientsMust)
    {
        var (configured, clients) = Load(files);
        Certificate.Serve(configured, clients, clientsMust);
        (_applied, _clientsMust) = (files, clientsMust);
    }

    private static (ConfiguredCertificate? Certificate, ClientAuthorities? Clients) Load(TlsFiles files)
    {
        if (files.Settings is { Certificate: null, Key: not null })
            throw CommandException.Usage("tls.key is given without tls.certificate.", "Name the certificate's PEM file as tls.certificate.");
        return (files.Settings.Certificate is null ? null : ConfiguredCertificate.Read(files, files.Settings.Password?.Reveal()),
            files.ClientCa is null ? null : ClientAuthorities.Read(files.Settings.ClientCa!, files.ClientCa));
    }

    // At a start an ended certificate is better than none: some senders don't look. It never replaces a good one.
    private void RefuseEnded(TlsFiles files)
    {
        var now = _time.GetUtcNow();
        if (Certificate.NotAfter <= now || Load(files).Certificate is not { } next || next.NotAfter > now) return;
        throw CommandException.Failed($"The certificate in {next.File} was replaced by one that ended on {next.NotAfter.UtcDateTime:yyyy-MM-dd}.", "Put a valid one there.");
    }

    // Certificate and key are replaced one after the other: only what is still wrong at the next look is worth a word.
    private void Note(string problem)
    {
        if (problem != _problem) (_problem, _problemSaid) = (problem, false);
        else if (!_problemSaid)
        {
            _problemSaid = true;
            Say(failed: true, $"What tls names has changed and can't be used; what was read before is served on. {problem}");
        }
    }

    private void SayConcern()
    {
        var now = _time.GetUtcNow();
        if (now - _concernSaidAt < TimeSpan.FromDays(1) || Certificate.Configured?.Concern(now) is not { } concern) return;
        _concernSaidAt = now;
        Say(failed: true, concern);
    }

    private void Say(bool failed, string text) => _report(new CertificateNotice { At = _time.GetUtcNow(), Failed = failed, Text = text });
}
