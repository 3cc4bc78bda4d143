using Creel.Inbox;

namespace Creel.Tests.Inbox;

/// <summary>What every event store must do with imported events.</summary>
public abstract class ImportedEventsConformance : StoreConformance
{
    [Fact]
    public void Adds_an_imported_event_once_whether_it_comes_in_one_batch_or_later()
    {
        var first = Imported("one");
        var appended = Store.Append([first, first, Imported("two")]);
        Assert.Equal([(1L, false), (1L, true), (2L, false)], appended.Select(one => (one.Seq, one.Repeat)));
        var again = Assert.Single(Reopen().Append([first]));
        Assert.Equal((1L, first.Id, true), (again.Seq, again.Id, again.Repeat));
        Assert.Equal(2, Store.LastSeq());
        Assert.Equal(0, Store.Find(first.Id)!.Summary.Repeats);
    }

    [Fact]
    public void Does_not_touch_an_event_that_is_there_already()
    {
        var received = Events.WithBody("mine");
        Store.Append([received]);
        Assert.True(Store.Append([Imported("other") with { Id = received.Id }])[0].Repeat);
        var kept = Store.Find(received.Id)!;
        Assert.Equal((Verdict.Verified, "mine", 0), (kept.Summary.Verdict, System.Text.Encoding.UTF8.GetString(kept.Body), kept.Summary.Repeats));
    }

    [Fact]
    public void Keeps_what_was_decided_where_the_event_came_from()
    {
        var earlier = Guid.CreateVersion7(Events.Noon);
        var added = Imported("one", "key") with
        {
            Imported = new ImportMarks { KeyReused = true, Repeats = 7, RepeatOf = earlier, ReceivedAtUnknown = true },
        };
        Store.Append([added]);
        var kept = Reopen().Find(added.Id)!.Summary;
        Assert.Equal((true, 7, (Guid?)earlier, true, "key"), (kept.KeyReused, kept.Repeats, kept.RepeatOf, kept.ReceivedAtUnknown, kept.SenderKey));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sender_key_that_a_file_holds_never_swallows_an_event_that_is_received(bool restarted)
    {
        Store.Append([Imported("alarm", "key")]);
        if (restarted) Reopen();
        var received = Events.WithKey("key", "alarm");
        var kept = Store.Append([received])[0];
        Assert.Equal((false, received.Id, (Guid?)null), (kept.Repeat, kept.Id, kept.RepeatOf));
        Assert.False(Store.Find(received.Id)!.Summary.KeyReused);
        Assert.True(Store.Append([Events.WithKey("key", "alarm")])[0].Repeat);
    }

    [Fact]
    public void An_import_pushes_no_look_alike_out_and_is_none_itself()
    {
        var received = Events.WithBody("alike");
        Store.Append([received]);
        Store.Append([.. Enumerable.Range(0, RecentWindow.LookAlikes + 1).Select(i => Imported($"imported {i}"))]);
        Assert.Equal(received.Id, Store.Append([Events.WithBody("alike")])[0].RepeatOf);
        Assert.Null(Store.Append([Events.WithBody("imported 5")])[0].RepeatOf);
    }

    private static NewEvent Imported(string body, string? key = null) => Events.WithBody(body) with
    {
        Verdict = Verdict.Imported,
        SenderKey = key,
        SenderKeyWindow = key is null ? default : TimeSpan.FromHours(1),
        Imported = new ImportMarks(),
    };
}
