using System.Text;
using Creel.Inbox;
using CsCheck;

namespace Creel.Tests.Inbox;

/// <summary>One event store, opened again and again.</summary>
public abstract class StoreConformance : IDisposable
{
    private IEventStore? _store;

    private protected IEventStore Store => _store ??= Open();

    /// <summary>Opens the same inbox, again and again.</summary>
    private protected abstract IEventStore Open();

    private protected IEventStore Reopen()
    {
        _store?.Dispose();
        return _store = Open();
    }

    public virtual void Dispose()
    {
        _store?.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>What every event store must do, whatever it is built on.</summary>
public abstract class EventStoreConformance : StoreConformance
{
    [Fact]
    public void Gives_places_in_the_order_of_the_batch_and_without_gaps()
    {
        var appended = Store.Append([Events.Unique(), Events.Unique(), Events.Unique()]);
        Assert.Equal([1, 2, 3], appended.Select(one => one.Seq));
        Assert.Equal(4, Store.Append([Events.Unique()])[0].Seq);
        Assert.Equal(4, Store.LastSeq());
    }

    [Fact]
    public void Goes_on_with_the_next_place_after_it_was_reopened()
    {
        Store.Append([Events.Unique(), Events.Unique()]);
        Assert.Equal(3, Reopen().Append([Events.Unique()])[0].Seq);
    }

    [Fact]
    public void Gives_back_everything_it_was_given()
    {
        var facts = new Facts
        {
            Type = "t",
            Title = "Grüße \u0001 😀",
            Level = 2,
            SeverityRaw = "P2",
            Status = "resolved",
            StatusRaw = "RESOLVED",
            Subject = "203.0.113.9",
            Correlation = "c-1",
            OccurredAt = Events.Noon.AddTicks(10),
            OccurredAtRaw = "1772625600000",
            Link = "https://192.0.2.1/x",
            Test = true,
        };
        var added = Events.WithKey("key-1", "\0\u00ff not JSON") with
        {
            Query = "?a=b",
            Tls = "TLS 1.3 TLS_AES_256_GCM_SHA384",
            BodyReading = BodyReading.Malformed,
            Verdict = Verdict.Open,
            Facts = facts,
            Items = [facts, Facts.None],
            Redacted = ["header.authorization", "query.token"],
            Method = "PUT",
            Path = "/other",
            RemoteAddress = "2001:db8::7",
            ReceivedAt = Events.Noon.AddTicks(70),
        };
        Store.Append([added]);

        var kept = Assert.IsType<KeptEvent>(Reopen().Find(added.Id));
        Assert.Equal(added.Body.ToArray(), kept.Body);
        Assert.Equal(added.Headers.ToArray(), kept.Headers);
        Assert.Equal([facts, Facts.None], kept.Items);
        Assert.Equal((added.Query, added.Tls, added.RemoteAddress), (kept.Query, kept.Tls, kept.RemoteAddress));
        var expected = new EventSummary
        {
            Seq = 1,
            Id = added.Id,
            ReceivedAt = added.ReceivedAt,
            Source = added.Source,
            Sender = added.Sender,
            Verdict = Verdict.Open,
            Method = "PUT",
            Path = "/other",
            Facts = facts,
            Size = added.Body.Length,
            BodyReading = BodyReading.Malformed,
            SenderKey = "key-1",
            Redacted = kept.Summary.Redacted,
        };
        Assert.Equal(expected, kept.Summary);
        Assert.Equal(added.Redacted, kept.Summary.Redacted);
    }

    [Fact]
    public void Keeps_any_body_and_any_header_to_the_byte() => Gen.Select(Gen.Byte.Array[0, 5000], Gen.Byte.Array[0, 300]).Sample((body, headers) =>
    {
        var added = Events.Unique() with { Body = body, Headers = headers, BodyHash = BodyHash.Of(body) };
        Store.Append([added]);
        var kept = Store.Find(added.Id)!;
        Assert.Equal(body, kept.Body);
        Assert.Equal(headers, kept.Headers);
    }, iter: 50, threads: 1);

    [Fact]
    public void Pages_backwards_by_place_without_missing_or_doubling_any()
    {
        Store.Append([.. Enumerable.Range(0, 25).Select(_ => Events.Unique())]);
        var seen = new List<long>();
        long? before = null;
        while (Store.Newest(before, 10) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(summary => summary.Seq));
            before = page[^1].Seq;
        }
        Assert.Equal(Enumerable.Range(1, 25).Reverse().Select(seq => (long)seq), seen);
    }

    [Fact]
    public void Reads_forward_from_a_place_within_the_bytes_asked_for_but_at_least_one()
    {
        Store.Append([.. Enumerable.Range(0, 10).Select(i => Events.WithBody(new string('x', 1000) + i))]);
        Assert.Equal([4, 5, 6, 7, 8, 9, 10], Store.After(3, 100, long.MaxValue).Select(kept => kept.Summary.Seq));
        Assert.Equal([4, 5], Store.After(3, 2, long.MaxValue).Select(kept => kept.Summary.Seq));
        Assert.Equal([1], Store.After(0, 100, 1).Select(kept => kept.Summary.Seq));
        Assert.InRange(Store.After(0, 100, 3000).Count, 2, 4);
        Assert.Empty(Store.After(10, 100, long.MaxValue));
        Assert.All(Store.After(0, 100, long.MaxValue), kept => Assert.Single(kept.Items));
    }

    [Fact]
    public void Finds_nothing_under_an_id_that_was_never_given()
    {
        Store.Append([Events.Unique()]);
        Assert.Null(Store.Find(Guid.CreateVersion7(Events.Noon)));
    }

    [Fact]
    public void Merges_the_same_sender_key_with_the_same_body_and_counts_it()
    {
        var first = Events.WithKey("k", "same");
        Store.Append([first]);
        var again = Store.Append([Events.WithKey("k", "same")])[0];
        Assert.Equal(new Appended(1, first.Id, Repeat: true, RepeatOf: null), again);
        Assert.Equal(1, Store.LastSeq());
        Assert.Equal(1, Store.Find(first.Id)!.Summary.Repeats);
    }

    [Fact]
    public void Merges_a_repeat_within_one_batch()
    {
        var appended = Store.Append([Events.WithKey("k", "same"), Events.WithKey("k", "same"), Events.Unique()]);
        Assert.Equal([false, true, false], appended.Select(one => one.Repeat));
        Assert.Equal(appended[0].Id, appended[1].Id);
        Assert.Equal([1, 1, 2], appended.Select(one => one.Seq));
    }

    [Fact]
    public void Keeps_the_same_sender_key_with_another_body_and_marks_it()
    {
        Store.Append([Events.WithKey("k", "one")]);
        var other = Events.WithKey("k", "two");
        Assert.False(Store.Append([other])[0].Repeat);
        Assert.True(Store.Find(other.Id)!.Summary.KeyReused);
    }

    [Fact]
    public void Never_merges_across_sources()
    {
        Store.Append([Events.WithKey("k", "same")]);
        Assert.False(Store.Append([Events.WithKey("k", "same") with { Source = "other" }])[0].Repeat);
    }

    [Fact]
    public void Forgets_a_sender_key_after_its_window()
    {
        Store.Append([Events.WithKey("k", "same", TimeSpan.FromMinutes(10))]);
        Assert.True(Store.Append([Events.WithKey("k", "same") with { ReceivedAt = Events.Noon.AddMinutes(9) }])[0].Repeat);
        Assert.False(Store.Append([Events.WithKey("k", "same") with { ReceivedAt = Events.Noon.AddMinutes(10) }])[0].Repeat);
    }

    [Fact]
    public void Remembers_sender_keys_and_bodies_over_a_restart()
    {
        var keyed = Events.WithKey("k", "same");
        var plain = Events.WithBody("alike");
        Store.Append([keyed, plain]);
        var appended = Reopen().Append([Events.WithKey("k", "same"), Events.WithBody("alike")]);
        Assert.Equal((true, keyed.Id), (appended[0].Repeat, appended[0].Id));
        Assert.Equal((false, (Guid?)plain.Id), (appended[1].Repeat, appended[1].RepeatOf));
    }

    [Fact]
    public void Keeps_a_look_alike_without_sender_key_as_a_new_event_that_names_the_first()
    {
        var first = Events.WithBody("alike");
        Store.Append([first]);
        var second = Events.WithBody("alike");
        var third = Events.WithBody("alike");
        Store.Append([second, third]);
        Assert.Equal(first.Id, Store.Find(second.Id)!.Summary.RepeatOf);
        Assert.Equal(first.Id, Store.Find(third.Id)!.Summary.RepeatOf);
        Assert.Null(Store.Find(first.Id)!.Summary.RepeatOf);
    }

    [Fact]
    public async Task Keeps_one_of_many_that_race_with_the_same_sender_key()
    {
        using var writer = new InboxWriter(Store, new InboxObserver { WriterDied = e => throw e }, TimeProvider.System);
        var appended = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => writer.KeepAsync(Events.WithKey($"k{i % 10}", "same")))));
        Assert.Equal(10, appended.Count(one => !one.Repeat));
        Assert.Equal(10, appended.Select(one => one.Id).Distinct().Count());
        Assert.Equal(10, Store.LastSeq());
    }

    [Fact]
    public void Leaves_nothing_of_a_batch_that_failed_and_takes_the_next()
    {
        var twice = Events.WithKey("k", "same");
        Assert.ThrowsAny<Exception>(() => Store.Append([twice, Events.WithKey("l", "other") with { Id = twice.Id }]));
        Assert.Equal(0, Store.LastSeq());
        Assert.False(Store.Append([Events.WithKey("k", "same")])[0].Repeat);
        Assert.Equal("same", Encoding.UTF8.GetString(Store.After(0, 1, long.MaxValue)[0].Body));
    }

    [Fact]
    public void Remembers_a_sender_key_for_its_whole_window_also_when_it_was_refused_once()
    {
        var first = Events.Unique();
        Store.Append([first]);
        var early = Events.WithKey("k", "same", TimeSpan.FromMinutes(30));
        Assert.ThrowsAny<Exception>(() => Store.Append([early, Events.Unique() with { Id = first.Id }]));
        var kept = Events.WithKey("k", "same", TimeSpan.FromMinutes(30)) with { ReceivedAt = Events.Noon.AddMinutes(10) };
        Store.Append([kept]);
        var repeat = Store.Append([Events.WithKey("k", "same") with { ReceivedAt = Events.Noon.AddMinutes(35) }])[0];
        Assert.Equal((true, kept.Id), (repeat.Repeat, repeat.Id));
    }

    [Fact]
    public void Answers_a_probe() => Store.Probe();
}
