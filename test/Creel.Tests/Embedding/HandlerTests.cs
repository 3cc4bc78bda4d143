using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Creel.Tests.Embedding;

public sealed class HandlerTests : EmbeddingTest
{
    [Fact]
    public async Task Is_given_each_event_in_the_order_in_which_they_were_kept()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("all", TakeAsync));
        using var client = app.Client();
        var sent = new List<Guid>();
        for (var i = 0; i < 600; i++) sent.Add(await EmbeddedApp.SendAsync(client, $"{i}"));
        var given = await NextAsync(600);
        Assert.Equal(sent, given.Select(one => one.Id));
        Assert.All(given, one => Assert.Equal(1, one.Attempt));
    }

    [Fact]
    public async Task No_sender_waits_for_a_handler()
    {
        var held = new TaskCompletionSource();
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("slow", async (webhook, stop) =>
        {
            await held.Task;
            await TakeAsync(webhook, stop);
        }));
        for (var i = 0; i < 50; i++) await app.SendAsync($"{i}");
        Assert.False(Given.Reader.TryRead(out _));
        held.SetResult();
        Assert.Equal(50, (await NextAsync(50)).Count);
    }

    [Fact]
    public async Task An_event_that_failed_comes_again_and_the_others_go_on_meanwhile()
    {
        var mended = false;
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("flaky", async (webhook, stop) =>
        {
            if (webhook.ReadText() == "last") Volatile.Write(ref mended, true);
            if (!Volatile.Read(ref mended) && webhook.ReadText() == "bad") throw new InvalidOperationException("made up");
            await TakeAsync(webhook, stop);
        }, Quick));
        foreach (var body in (string[])["bad", "good", "last"]) await app.SendAsync(body);
        var given = await NextAsync(3);
        Assert.Equal(["bad", "good", "last"], given.Select(one => one.ReadText()).Order());
        Assert.Equal("good", given[0].ReadText());
        Assert.True(given.Find(one => one.ReadText() == "bad")!.Attempt > 1);
        Assert.Contains(app.Said.All, said => said is { Level: LogLevel.Warning } && said.Text.Contains("Handler flaky failed on event", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_order_is_asked_for_nothing_passes_an_event_that_failed()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("ordered", async (webhook, stop) =>
        {
            await TakeAsync(webhook, stop);
            if (webhook.ReadText() == "bad") throw new InvalidOperationException("made up");
        }, handler => { Quick(handler); handler.InOrder = true; handler.MaxAttempts = 3; }));
        foreach (var body in (string[])["first", "bad", "last"]) await app.SendAsync(body);
        Assert.Equal(["first 1", "bad 1", "bad 2", "bad 3", "last 1"], (await NextAsync(5)).Select(one => $"{one.ReadText()} {one.Attempt}"));
    }

    [Fact]
    public async Task After_the_last_attempt_an_event_is_parked_in_plain_sight_until_it_is_retried()
    {
        var mended = false;
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("h", async (webhook, stop) =>
        {
            if (Volatile.Read(ref mended)) await TakeAsync(webhook, stop);
            else throw new InvalidOperationException("made up");
        }, handler => { Quick(handler); handler.MaxAttempts = 2; }));
        var id = await app.SendAsync("x");
        var parked = await ParkedAsync(app, "h");
        Assert.Equal((id, 1L, 2, "InvalidOperationException: made up"), (parked.Id, parked.Sequence, parked.Attempts, parked.Error));
        Assert.Contains(app.Said.All, said => said is { Level: LogLevel.Error } && said.Text.Contains("it is parked", StringComparison.Ordinal));
        Volatile.Write(ref mended, true);
        Assert.True(app.Handlers.Retry("h", id));
        Assert.Equal((id, 3), ((await NextAsync()) is var again ? again.Id : default, again.Attempt));
        Assert.False(app.Handlers.Retry("h", id));
    }

    [Fact]
    public async Task What_takes_longer_than_its_time_is_cancelled_and_comes_again()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("late", async (webhook, stop) =>
        {
            await TakeAsync(webhook, stop);
            if (webhook.Attempt == 1) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        }, handler => { Quick(handler); handler.Timeout = TimeSpan.FromMilliseconds(50); }));
        await app.SendAsync("x");
        Assert.Equal([1, 2], (await NextAsync(2)).Select(one => one.Attempt));
        Assert.Contains(app.Said.All, said => said.Text.Contains("failed on event", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_made_anew_for_each_event_in_a_scope_of_its_own_which_is_disposed_of()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder, (builder, creel) =>
        {
            builder.Services.AddSingleton(new ScopeBook());
            builder.Services.AddScoped<ScopeMark>();
            creel.AddHandler<ScopedHandler>("scoped");
        });
        var book = app.App.Services.GetRequiredService<ScopeBook>();
        for (var i = 0; i < 3; i++) await app.SendAsync($"{i}");
        await book.Ended.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Equal(3, book.Scopes.Distinct().Count());
    }

    [Fact]
    public async Task Several_at_once_where_that_is_asked_for()
    {
        var both = new Barrier(4);
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("wide", async (webhook, stop) =>
        {
            both.SignalAndWait(TimeSpan.FromSeconds(30), stop);
            await TakeAsync(webhook, stop);
        }, handler => handler.Concurrency = 4));
        var ids = new HashSet<Guid>();
        for (var i = 0; i < 8; i++) ids.Add(await app.SendAsync($"{i}"));
        Assert.Equal(ids, (await NextAsync(8)).Select(one => one.Id).ToHashSet());
    }

    [Fact]
    public async Task Where_several_go_at_once_one_that_hangs_holds_up_no_other()
    {
        var held = new TaskCompletionSource();
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("wide", async (webhook, stop) =>
        {
            if (webhook.ReadText() == "hangs") await held.Task;
            await TakeAsync(webhook, stop);
        }, handler => handler.Concurrency = 2));
        await app.SendAsync("hangs");
        for (var i = 0; i < 50; i++) await app.SendAsync($"{i}");
        Assert.DoesNotContain(await NextAsync(50), one => one.ReadText() == "hangs");
        held.SetResult();
        Assert.Equal("hangs", (await NextAsync()).ReadText());
    }

    [Fact]
    public async Task Only_the_sources_it_names()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("b", TakeAsync, handler => handler.Sources.Add("b")), app =>
        {
            app.MapCreelReceiver("/a", source => source.Open = true);
            app.MapCreelReceiver("/b", source => source.Open = true);
        });
        await app.SendAsync("1", "/a");
        await app.SendAsync("2", "/b");
        Assert.Equal("2", (await NextAsync()).ReadText());
    }

    [Fact]
    public async Task Goes_on_after_a_restart_where_it_stopped_and_a_new_one_begins_where_it_is_told()
    {
        await using (var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("old", TakeAsync)))
        {
            await app.SendAsync("1");
            Assert.Equal("1", (await NextAsync()).ReadText());
        }
        await using (var app = await EmbeddedApp.StartAsync(Folder)) await app.SendAsync("2, while it was no handler");
        var seen = new ConcurrentQueue<string>();
        Func<WebhookEvent, CancellationToken, Task> See(string who) => async (webhook, stop) =>
        {
            seen.Enqueue($"{who}: {webhook.ReadText()[..1]}");
            await TakeAsync(webhook, stop);
        };
        await using (var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("old", See("old"))
            .AddHandler("end", See("end")).AddHandler("oldest", See("oldest"), handler => handler.StartFrom = HandlerStart.Oldest)))
        {
            await app.SendAsync("3");
            await NextAsync(6);
        }
        Assert.Equal(["end: 3", "old: 2", "old: 3", "oldest: 1", "oldest: 2", "oldest: 3"], seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Attempts_are_counted_across_a_restart()
    {
        void Failing(WebApplicationBuilder _, CreelBuilder creel) => creel.AddHandler("h", async (webhook, stop) =>
        {
            await TakeAsync(webhook, stop);
            throw new InvalidOperationException("made up");
        }, handler => { handler.FirstDelay = TimeSpan.FromMilliseconds(300); handler.LongestDelay = TimeSpan.FromMilliseconds(300); });
        await using (var app = await EmbeddedApp.StartAsync(Folder, Failing))
        {
            await app.SendAsync("x");
            Assert.Equal(1, (await NextAsync()).Attempt);
        }
        await using (await EmbeddedApp.StartAsync(Folder, Failing)) Assert.Equal(2, (await NextAsync()).Attempt);
    }

    [Fact]
    public async Task A_stop_waits_for_what_was_begun_and_begins_nothing_more()
    {
        var (begun, held) = (new TaskCompletionSource(), new TaskCompletionSource());
        var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("h", async (webhook, stop) =>
        {
            begun.TrySetResult();
            await held.Task;
            await TakeAsync(webhook, stop);
        }));
        await app.SendAsync("1");
        await app.SendAsync("2");
        await begun.Task;
        var stopping = app.App.StopAsync(CancellationToken.None);
        held.SetResult();
        await stopping;
        await app.DisposeAsync();
        Assert.Equal("1", (await NextAsync()).ReadText());
        await using var again = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("h", TakeAsync));
        Assert.Equal("2", (await NextAsync()).ReadText());
    }

    [Fact]
    public async Task What_a_stop_had_to_cut_short_comes_again_and_counts_as_no_failure()
    {
        var begun = new TaskCompletionSource();
        var app = await EmbeddedApp.StartAsync(Folder, (builder, creel) =>
        {
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
            creel.AddHandler("h", async (_, stop) =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            });
        });
        await app.SendAsync("x");
        await begun.Task;
        await app.DisposeAsync();
        await using var again = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("h", TakeAsync));
        Assert.Equal(1, (await NextAsync()).Attempt);
    }

    [Fact]
    public async Task Its_numbers_are_in_the_apps_metrics()
    {
        var counted = new ConcurrentDictionary<string, double>();
        await using var app = await EmbeddedApp.StartAsync(Folder, (_, creel) => creel.AddHandler("h", TakeAsync));
        var factory = app.App.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == "Creel" && ReferenceEquals(instrument.Meter.Scope, factory)) listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counted.AddOrUpdate(instrument.Name, value, (_, before) => before + value));
        listener.Start();
        await app.SendAsync("x");
        await NextAsync();
        await app.App.StopAsync(CancellationToken.None);
        Assert.Equal((1, 1, 1), (counted["creel.requests.received"], counted["creel.events.stored"], counted["creel.handler.handled"]));
    }

    private static void Quick(HandlerOptions handler) => handler.FirstDelay = handler.LongestDelay = TimeSpan.FromMilliseconds(20);

    private static async Task<ParkedEvent> ParkedAsync(EmbeddedApp app, string handler)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(Stop))
        {
            if (app.Handlers.ReadParked(handler, 10) is [var parked]) return parked;
        }
        throw new InvalidOperationException("unreachable");
    }

    private sealed class ScopeBook
    {
        private readonly TaskCompletionSource _ended = new();
        private int _disposed;

        public ConcurrentBag<ScopeMark> Scopes { get; } = [];

        public Task Ended => _ended.Task;

        public void Disposed()
        {
            if (Interlocked.Increment(ref _disposed) == 3) _ended.SetResult();
        }
    }

    private sealed class ScopeMark(ScopeBook book) : IDisposable
    {
        public void Dispose() => book.Disposed();
    }

    private sealed class ScopedHandler(ScopeBook book, ScopeMark mark) : IWebhookHandler
    {
        public Task HandleAsync(WebhookEvent webhook, CancellationToken cancellationToken)
        {
            book.Scopes.Add(mark);
            return Task.CompletedTask;
        }
    }
}
