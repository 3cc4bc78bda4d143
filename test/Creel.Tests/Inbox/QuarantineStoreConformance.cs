using System.Text;
using Creel.Inbox;

namespace Creel.Tests.Inbox;

/// <summary>What every store of refused requests must do, whatever it is built on.</summary>
public abstract class QuarantineStoreConformance : IDisposable
{
    private IQuarantineStore? _store;

    private protected QuarantineBounds Bounds { get; set; } = QuarantineBounds.Default;
    private protected IQuarantineStore Store => _store ??= Open(Bounds);

    /// <summary>Opens the same quarantine, again and again.</summary>
    private protected abstract IQuarantineStore Open(QuarantineBounds bounds);

    private protected IQuarantineStore Reopen()
    {
        _store?.Dispose();
        return _store = Open(Bounds);
    }

    public virtual void Dispose()
    {
        _store?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Is_empty_before_anything_was_refused()
    {
        Assert.Empty(Rows());
        Assert.Null(Store.Find(Guid.CreateVersion7(Events.Noon)));
    }

    [Fact]
    public void Gives_back_everything_it_was_given()
    {
        var added = Refusals.Unique() with { Extent = BodyExtent.Cut, Body = [0, 255, 10], Headers = Encoding.Latin1.GetBytes("X-Odd: caf\u00e9\n") };
        Keep(added);

        var kept = Assert.IsType<QuarantinedRequest>(Reopen().Find(added.Id));
        Assert.Equal(added.Body, kept.Body);
        Assert.Equal(added.Headers, kept.Headers);
        Assert.Equal((added.Query, added.Tls), (kept.Query, kept.Tls));
        Assert.Equal(added.Redacted, kept.Row.Redacted);
        var expected = new QuarantineRow
        {
            Seq = kept.Row.Seq,
            Id = added.Id,
            FirstAt = added.At,
            LastAt = added.At,
            Count = 1,
            Source = "webhook",
            Reason = "wrong credentials",
            NextStep = "look at the password",
            Status = 401,
            RemoteAddress = "192.0.2.7",
            Method = "POST",
            Path = "/webhook",
            Size = 3,
            Extent = BodyExtent.Cut,
            Redacted = kept.Row.Redacted,
        };
        Assert.Equal(expected, kept.Row);
        Assert.Equal(expected with { Redacted = [] }, Assert.Single(Rows()) with { Redacted = [] });
    }

    [Fact]
    public void Counts_repetitions_and_keeps_the_first_with_the_latest_time()
    {
        var first = Refusals.Unique();
        Store.Write([first], [new(first.Id, 3, first.At.AddSeconds(9))]);
        Store.Write([], [new(first.Id, 2, first.At.AddSeconds(4))]);
        var row = Assert.Single(Rows());
        Assert.Equal((6, first.At, first.At.AddSeconds(9)), (row.Count, row.FirstAt, row.LastAt));
    }

    [Fact]
    public void Does_not_mind_a_repetition_of_what_is_gone()
    {
        Store.Write([], [new(Guid.CreateVersion7(Events.Noon), 1, Events.Noon)]);
        Assert.Empty(Rows());
    }

    [Fact]
    public void Pages_backwards_without_missing_or_doubling_any()
    {
        RefusedRequest[] added = [.. Enumerable.Range(0, 25).Select(_ => Refusals.Unique())];
        Keep(added);
        var seen = new List<Guid>();
        long? before = null;
        while (Store.Newest(QuarantineFilter.All, before, 10) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(row => row.Id));
            before = page[^1].Seq;
        }
        Assert.Equal(added.Reverse().Select(one => one.Id), seen);
    }

    [Fact]
    public void Finds_by_source_address_and_reason_together_or_alone()
    {
        Keep(Refusals.Unique(), Refusals.Unique("2001:db8::1"), Refusals.Unique("2001:db8::2"), Refusals.Unique(source: null),
            Refusals.Unique(source: "other") with { Reason = "no credentials" });
        Assert.Equal(3, Count(new(Source: "webhook")));
        Assert.Equal(1, Count(new(Source: "")));
        Assert.Equal(1, Count(new(Address: "2001:db8:0::1")));
        Assert.Equal(1, Count(new(Reason: "no credentials")));
        Assert.Equal(1, Count(new("webhook", "192.0.2.7", "wrong credentials")));
        Assert.Equal(0, Count(new("webhook", "192.0.2.7", "no credentials")));
    }

    [Fact]
    public void Keeps_the_newest_of_a_source_and_leaves_the_others_alone()
    {
        Bounds = Bounds with { RowsPerSource = 10 };
        var other = Refusals.Unique("192.0.2.1", "other");
        Keep(other);
        RefusedRequest[] many = [.. Enumerable.Range(0, 35).Select(i => Refusals.Unique($"198.51.100.{i}"))];
        foreach (var seven in many.Chunk(7)) Keep(seven);
        Assert.Equal(many.Reverse().Take(10).Select(one => one.Id).Append(other.Id), Rows().Select(row => row.Id));
    }

    [Fact]
    public void Keeps_the_newest_of_an_address_and_takes_a_slash_64_for_one()
    {
        Bounds = Bounds with { RowsPerAddress = 5 };
        var quiet = Refusals.Unique("2001:db8:0:1::1");
        Keep(quiet);
        foreach (var three in Enumerable.Range(0, 30).Select(i => Refusals.Unique($"2001:db8::{i:x}")).Chunk(3)) Keep(three);
        Assert.Equal(6, Rows().Count);
        Assert.NotNull(Store.Find(quiet.Id));
    }

    [Fact]
    public void Stays_within_its_bytes_under_a_hundred_thousand_refusals_and_keeps_the_newest()
    {
        Bounds = Bounds with { Bytes = 4 << 20, RowsPerSource = int.MaxValue };
        var largest = 0L;
        var newest = Refusals.Unique();
        var body = new string('x', 700);
        for (var i = 0; i < 200; i++)
        {
            RefusedRequest[] batch = [.. Enumerable.Range(0, 500).Select(j => Refusals.Unique($"10.{i}.{j >> 8}.{j & 255}", body: body))];
            Keep(batch);
            newest = batch[^1];
            largest = Math.Max(largest, Store.Bytes);
        }
        Assert.InRange(largest, 1 << 20, Bounds.Bytes);
        Assert.InRange(Count(QuarantineFilter.All), 500, 10_000);
        Assert.Equal(newest.Id, Rows()[0].Id);
        Assert.Equal(700, Store.Find(newest.Id)!.Body.Length);
    }

    [Fact]
    public void Makes_room_for_the_largest_bodies_and_gives_their_room_to_small_ones()
    {
        Bounds = Bounds with { Bytes = 2 << 20 };
        for (var i = 0; i < 100; i++) Keep(Refusals.Unique($"192.0.2.{i}") with { Body = new byte[64 << 10] });
        Assert.InRange(Rows().Count, 10, 40);
        for (var i = 0; i < 100; i++) Keep(Refusals.Unique($"198.51.100.{i}"));
        Assert.InRange(Rows().Count, 100, 140);
        Assert.InRange(Store.Bytes, 1, Bounds.Bytes);
    }

    [Fact]
    public void Remembers_which_event_was_made_of_one()
    {
        var added = Refusals.Unique();
        Keep(added, Refusals.Unique());
        var id = Guid.CreateVersion7(Events.Noon);
        Store.MarkAccepted(added.Id, id, Events.Noon.AddDays(1));
        var row = Reopen().Find(added.Id)!.Row;
        Assert.Equal((id, Events.Noon.AddDays(1)), (row.AcceptedAs, row.AcceptedAt));
        Assert.Single(Rows(), other => other.AcceptedAs is null);
    }

    private protected void Keep(params RefusedRequest[] added) => Store.Write(added, []);

    private protected IReadOnlyList<QuarantineRow> Rows() => Store.Newest(QuarantineFilter.All, null, 100_000);

    private int Count(QuarantineFilter filter) => Store.Newest(filter, null, 100_000).Count;
}
