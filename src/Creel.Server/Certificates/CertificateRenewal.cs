namespace Creel.Server.Certificates;

/// <summary>
/// Keeps a running server's certificate good: takes over what <c>creel cert renew</c> wrote, adds names that the machine
/// got meanwhile, issues a new one before the old ends.
/// </summary>
internal sealed class CertificateRenewal(
    CertificateStore store, ServerCertificate served, Action<CertificateNotice> report, TimeProvider time)
{
    private static readonly TimeSpan SameFailureAgain = TimeSpan.FromHours(6);

    private string? _lastFailure;
    private DateTimeOffset _lastFailureAt;
    private DateTimeOffset _namesReadAt = DateTimeOffset.MinValue;
    private IReadOnlyList<CertificateName> _machineNames = [];

    private volatile IReadOnlyList<CertificateName> _givenNames = [];

    /// <summary>Names given by the operator, wanted besides the machine's own.</summary>
    public IReadOnlyList<CertificateName> GivenNames
    {
        get => _givenNames;
        set => _givenNames = value;
    }

    /// <summary>How often the file is looked at.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the machine's names are read: that costs more than a look at a file.</summary>
    public TimeSpan NamesInterval { get; init; } = TimeSpan.FromMinutes(1);

    public Func<IReadOnlyList<CertificateName>> ReadMachineNames { get; init; } = MachineNames.Read;

    /// <summary>Ends only when it is stopped: whatever goes wrong is reported and tried again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) Turn();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>One look, and what follows from it.</summary>
    internal void Turn()
    {
        try
        {
            Look();
            _lastFailure = null;
        }
        catch (Exception e)
        {
            ReportFailure(e);
        }
    }

    private void Look()
    {
        if (served.Configured is not null) return;
        var now = time.GetUtcNow();
        if (now - _namesReadAt >= NamesInterval || now < _namesReadAt)
        {
            _machineNames = ReadMachineNames();
            _namesReadAt = now;
        }
        IReadOnlyList<CertificateName> wanted = [.. _machineNames, .. GivenNames];
        var reason = RenewalRule.Reason(served.Issued, wanted, now);
        if (reason is null && !store.HasChangedSince(served.Issued)) return;

        var next = store.Refresh(wanted);
        if (next.Fingerprint == served.Issued.Fingerprint) return;
        served.Swap(next);
        Report(failed: false, $"The server certificate is a new one ({reason ?? $"found in {store.Files.LeafFile}"}): "
            + $"SHA-256 {next.Fingerprint}, valid until {next.NotAfter:yyyy-MM-dd}. Senders that trust the CA need no change.");
    }

    private void ReportFailure(Exception e)
    {
        var now = time.GetUtcNow();
        if (e.Message == _lastFailure && now - _lastFailureAt < SameFailureAgain) return;
        (_lastFailure, _lastFailureAt) = (e.Message, now);
        Report(failed: true, "The server certificate can't be looked after; "
            + $"the one until {served.Issued.NotAfter:yyyy-MM-dd} is served on. {e.Message}");
    }

    private void Report(bool failed, string text) => report(new CertificateNotice { At = time.GetUtcNow(), Failed = failed, Text = text });
}
