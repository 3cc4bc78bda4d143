using System.Diagnostics.Metrics;
using Creel.Configuration;
using Creel.Handling;
using Creel.Inbox;
using Creel.Receiving;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Creel.Embedding;

/// <summary>
/// Creel within an app's life. The inbox is open before any server listens and closed after the last has answered; handlers begin when all of the
/// app has started, and begin nothing more once it stops.
/// </summary>
internal sealed class CreelHost(IServiceProvider app, MappedReceivers mapped, ILoggerFactory loggers) : IHostedLifecycleService, IDisposable
{
    private readonly ILogger _log = loggers.CreateLogger("Creel");
    private readonly TimeProvider _time = app.GetService<TimeProvider>() ?? TimeProvider.System;
    private readonly CancellationTokenSource _stopWatching = new();
    private Task _watching = Task.CompletedTask;
    private Running? _running;
    private volatile bool _stopping;

    private sealed record Running(EmbeddedInbox Inbox, RunningHandlers Handlers, ReceiveEndpoint Endpoint, SenderWatch Senders, Topology Topology);

    /// <summary>Null before the app has started.</summary>
    public EmbeddedInbox? Inbox => _running?.Inbox;

    /// <summary>Nobody should wait for what is still to come.</summary>
    public bool IsStopping => _stopping;

    public RunningHandlers? Handlers => _running?.Handlers;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var root = app.GetRequiredService<IHostEnvironment>().ContentRootPath;
        var options = app.GetRequiredService<IOptions<CreelOptions>>().Value;
        var plans = app.GetServices<HandlerPlan>().ToList();
        mapped.Closed = true;
        var topology = new OptionsCompiler(options, mapped, root).Compile(sources => HandlerPlan.Problems(plans, sources));
        var folder = Path.GetFullPath(options.DataDirectory!, root);
        try
        {
            _running = Open(DataFolder.OpenOrCreate(folder), topology, plans);
        }
        catch (StoreRefusedException e)
        {
            throw new InvalidOperationException($"Creel can't start: {e.Message}", e);
        }
        foreach (var source in topology.Sources.Where(source => !mapped.All.Any(one => one.Source == source))) EmbeddedLog.NotMapped(_log, source.Name);
        EmbeddedLog.Receives(_log, string.Join(", ", mapped.All.Select(one => one.Source!.Name)), folder);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _watching = Task.WhenAll(WatchAsync(_running!.Inbox.WatchAsync), WatchAsync(_running.Senders.RunAsync));
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _running!.Handlers.Start(_running.Inbox.Arrivals, Died);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        _running?.Handlers.BeginToStop();
        // Who follows the inbox looks once more, and ends.
        _running?.Inbox.Arrivals.Signal();
        return Task.CompletedTask;
    }

    // Servers were registered later and have stopped by now, or stop at the same time as this waits.
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_running is not null) await _running.Handlers.StopAsync(cancellationToken);
        await _stopWatching.CancelAsync();
        await _watching;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Close();
        return Task.CompletedTask;
    }

    /// <summary>An app that did not come as far as stopping.</summary>
    public void Dispose()
    {
        _stopWatching.Cancel();
        Close();
    }

    /// <summary>Receives a request that the app's routing brought here.</summary>
    public Task ReceiveAsync(HttpContext context, MappedReceiver receiver)
    {
        if (_running is not { } running)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "5";
            return Task.CompletedTask;
        }
        // Each source has its own limit, enforced while reading.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        HeaderBytes.Restore(context.Request.Headers);
        return running.Endpoint.HandleAsync(context, running.Topology, receiver.Source);
    }

    private Running Open(DataFolder folder, Topology topology, List<HandlerPlan> plans)
    {
        var meter = app.GetService<IMeterFactory>() is { } meters ? meters.Create("Creel") : new Meter("Creel");
        var inbox = EmbeddedInbox.Open(folder, topology, new InboxOutside(_log, meter, Died), _time);
        HandlerFile? positions = null;
        try
        {
            positions = HandlerFile.Open(folder.HandlersFile);
            var handlers = new RunningHandlers(plans, positions, (inbox.Log, inbox.LastPlace), new HandlerReport(_log, new HandlerMetrics(meter)), _time);
            HandlerMetrics.Observe(meter, () => inbox.LastPlace, () => handlers.Positions);
            var senders = new SenderWatch(() => topology, said => EmbeddedLog.Says(_log, said), _time);
            inbox.Metrics.ObserveSenders(senders.Shares);
            var endpoint = new ReceiveEndpoint(new ReceiveSettings
            {
                Topology = () => topology,
                Mask = new CredentialMask(folder.DigestKey()),
                Report = outcome => Report(inbox, senders, outcome),
            }, inbox.Writer, _time);
            return new Running(inbox, handlers, endpoint, senders, topology);
        }
        catch
        {
            positions?.Dispose();
            inbox.Dispose();
            throw;
        }
    }

    private void Report(EmbeddedInbox inbox, SenderWatch senders, RequestOutcome outcome)
    {
        inbox.Metrics.Received(outcome.BodyBytes);
        if (outcome.EventId is not null) inbox.Metrics.Acknowledged(outcome.Took);
        else if (outcome.Status is < 200 or >= 300) inbox.Metrics.Refused(outcome.Reason ?? "other");
        EmbeddedLog.Request(_log, outcome);
        senders.Note(outcome);
    }

    private async Task WatchAsync(Func<CancellationToken, Task> watch)
    {
        try
        {
            await Task.Run(() => watch(_stopWatching.Token));
        }
        catch (Exception e)
        {
            Died(e);
        }
    }

    // Better no app than one that only seems to receive.
    private void Died(Exception e)
    {
        EmbeddedLog.Died(_log, e);
        app.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }

    private void Close()
    {
        if (Interlocked.Exchange(ref _running, null) is not { } running) return;
        running.Handlers.Dispose();
        running.Inbox.Dispose();
    }
}
