using Creel.Inbox;
using CsCheck;

namespace Creel.Tests.Inbox;

/// <summary>Listeners that come, wait, are slow, leave and come back, in any order: what each is told adds up to what there was.</summary>
public sealed class FeedModelTests
{
    private static readonly FeedPace Small = new() { Behind = 30, Events = 24, Least = 4, RingBytes = 15 * 2200, Listeners = 6 };

    private enum Act { Keep, Keep2, Round, Round2, Ask, Take, Leave, Come, ComeBack, Delete, Restart }

    [Fact]
    public async Task Every_event_comes_once_or_is_counted_as_lost()
    {
        var acts = Gen.Select(Gen.Enum<Act>(), Gen.Int[0, 40], (act, number) => (act, number)).Array[1, 150];
        await acts.SampleAsync(RunAsync, iter: 150);
    }

    private static async Task RunAsync((Act Act, int Number)[] acts)
    {
        await using var inbox = new FedInbox(Small);
        var round = NewRound(inbox);
        var heard = new List<Heard>();
        foreach (var (act, number) in acts)
        {
            var one = heard.Count > 0 ? heard[number % heard.Count] : null;
            switch (act)
            {
                case Act.Keep or Act.Keep2: inbox.Keep(number + 1); break;
                case Act.Round or Act.Round2: Run(); break;
                case Act.Ask: one?.Ask(); break;
                case Act.Take: one?.Take(); break;
                case Act.Leave: one?.Leave(); break;
                case Act.Come when heard.Count < Small.Listeners: heard.Add(new Heard(number % 3 + 1)); heard[^1].Come(inbox); break;
                case Act.ComeBack: one?.Come(inbox); break;
                case Act.Delete: inbox.Delete(number * 3, number * 4); break;
                case Act.Restart:
                    heard.ForEach(each => each.Leave());
                    inbox.Restart();
                    round = NewRound(inbox);
                    break;
            }
        }
        // In the end all come back and hear the rest.
        foreach (var one in heard) one.Come(inbox);
        for (var i = 0; i < 10_000 && heard.Exists(one => one.Place < inbox.Store.LastSeq()); i++)
        {
            foreach (var one in heard) one.Ask();
            Run();
            foreach (var one in heard) one.Take();
        }
        // Who was given its last batch before all came back.
        foreach (var one in heard) one.Take();
        foreach (var one in heard) one.AssertWhole(inbox.Store.LastSeq());

        void Run() => round.Run([.. heard.Select(one => one.Listener).OfType<FeedListener>()], inbox.Store.LastSeq());
    }

    private static FeedRound NewRound(FedInbox inbox) => new(inbox.Store, inbox.Render, Small, TimeProvider.System);

    /// <summary>A listener over all its visits, that wants every n-th event, and what it was told.</summary>
    private sealed class Heard(int every)
    {
        private readonly List<long> _events = [];
        private readonly List<(long From, long To)> _lost = [];
        private Task<FeedBatch>? _next;
        private long? _begun;
        private long? _cursor;

        public FeedListener? Listener { get; private set; }

        public long Place => Listener?.Place ?? -1;

        public void Come(FedInbox inbox)
        {
            if (Listener is not null) return;
            Listener = inbox.Feed.Open(_cursor, e => e.Summary.Seq % every == 0)!;
            _begun ??= Listener.Place;
            _cursor ??= Listener.Place;
        }

        public void Ask()
        {
            if (Listener is not null) _next ??= Listener.NextAsync();
        }

        public void Take()
        {
            if (_next is not { IsCompleted: true } next) return;
            var batch = next.GetAwaiter().GetResult();
            _next = null;
            foreach (var part in batch.Parts)
            {
                Assert.True(part.Place > _cursor);
                if (part.Frame is null) _lost.Add((part.Place - part.Skipped, part.Place));
                else _events.Add(FedInbox.Read(part));
                _cursor = part.Place;
            }
            Assert.True(batch.Place >= _cursor);
        }

        // What was on its way is not taken any more: it must come again.
        public void Leave()
        {
            Listener?.Dispose();
            (Listener, _next) = (null, null);
        }

        public void AssertWhole(long last)
        {
            Assert.Equal(_events.Distinct().Order(), _events);
            Assert.DoesNotContain(_events, seq => _lost.Exists(lost => seq > lost.From && seq <= lost.To));
            Assert.All(_lost.Zip(_lost.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From));
            for (var seq = _begun!.Value + 1; seq <= last; seq++)
            {
                if (seq % every == 0) Assert.True(_events.Contains(seq) || _lost.Exists(lost => seq > lost.From && seq <= lost.To), $"{seq} is missing");
            }
        }
    }
}
