using System.Diagnostics;
using System.Runtime.Versioning;
using System.ServiceProcess;
using Microsoft.Extensions.Hosting.WindowsServices;

namespace Creel.Server.Windows;

/// <summary><c>creel serve</c> started by the service control manager of Windows, which tells it when to stop.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsService : ServiceBase
{
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(30);

    private readonly ControlledRun _run;

    private WindowsService(Func<CancellationToken, Task<int>> serve)
    {
        (ServiceName, CanShutdown) = ("creel", true);
        _run = new ControlledRun(serve, (code, why) =>
        {
            if (why is not null) EventLog.WriteEntry(why, EventLogEntryType.Error);
            ExitCode = code;
            Stop();
        });
    }

    /// <summary>Whether this process was started as a service.</summary>
    [SupportedOSPlatformGuard("windows")]
    public static bool IsThis => OperatingSystem.IsWindows() && WindowsServiceHelpers.IsWindowsService();

    /// <summary>Serves until Windows says stop; the exit status.</summary>
    public static int Serve(Func<CancellationToken, Task<int>> serve)
    {
        using var service = new WindowsService(serve);
        Run(service);
        return service.ExitCode;
    }

    protected override void OnStart(string[] args) => _run.Start();

    protected override void OnStop()
    {
        RequestAdditionalTime((int)StopsWithin.TotalMilliseconds);
        if (_run.Stop() is not 0 and var code) ExitCode = code;
    }

    protected override void OnShutdown() => OnStop();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _run.Dispose();
        base.Dispose(disposing);
    }
}
