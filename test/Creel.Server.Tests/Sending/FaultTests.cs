using Creel.Senders;
using Creel.Server.Sending;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Server.Tests.Sending;

/// <summary>What goes wrong in life, sent to a receiver that takes everything for good, and to others; and what is made of the answers.</summary>
public sealed class FaultTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("bad-signature")]
    [InlineData("stale")]
    [InlineData("reserialised")]
    [InlineData("cut")]
    public async Task A_receiver_that_answers_200_to_everything_does_not_behave(string fault)
    {
        await using var end = await ReceivingEnd.StartAsync(context => AnswerAsync(context, 200));

        var report = await RunAsync(end, fault);

        Assert.Equal(200, report.Answers.Single().Status);
        Assert.False(report.Verdict!.Behaved, FaultText.Text(report));
    }

    [Fact]
    public async Task A_receiver_that_acknowledges_before_it_has_the_body_does_not_behave()
    {
        await using var end = await ReceivingEnd.StartAsync(context => AnswerAsync(context, 200));
        Assert.False((await RunAsync(end, "slow")).Verdict!.Behaved);
    }

    [Fact]
    public async Task A_receiver_that_waits_for_ever_does_not_behave()
    {
        await using var end = await ReceivingEnd.StartAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        var report = await RunAsync(end, "slow", TimeSpan.FromMilliseconds(700));
        Assert.Contains("still waiting", report.Verdict!.Wrong);
    }

    [Fact]
    public async Task A_receiver_that_reads_on_and_gives_up_behaves()
    {
        await using var end = await ReceivingEnd.StartAsync(async context =>
        {
            var buffer = new byte[3];
            await context.Request.Body.ReadExactlyAsync(buffer, context.RequestAborted);
            await AnswerAsync(context, 408);
        });
        Assert.Equal(408, Behaved(await RunAsync(end, "slow")).Answers.Single().Status);
    }

    [Fact]
    public async Task A_body_that_is_cut_comes_with_its_head_and_half_of_it()
    {
        var (announced, came) = (0L, 0);
        var ended = new TaskCompletionSource();
        await using var end = await ReceivingEnd.StartAsync(async context =>
        {
            announced = context.Request.ContentLength!.Value;
            try
            {
                while (await context.Request.Body.ReadAsync(new byte[4096], context.RequestAborted) is > 0 and var read) came += read;
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                ended.SetResult();
            }
        });
        Behaved(await RunAsync(end, "cut"));
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.InRange(came, 1, announced - 1);
    }

    [Fact]
    public async Task A_replay_is_the_same_to_the_last_header_and_a_duplicate_is_signed_anew()
    {
        var heads = new List<string>();
        await using var end = await ReceivingEnd.StartAsync(context =>
        {
            heads.Add(string.Join('\n', context.Request.Headers.OrderBy(header => header.Key).Select(header => $"{header.Key}: {header.Value}")));
            return AnswerAsync(context, 200);
        });
        Behaved(await RunAsync(end, "replayed"));
        Behaved(await RunAsync(end, "duplicate"));

        Assert.Equal(heads[0], heads[1]);
        Assert.NotEqual(heads[2], heads[3]);
        Assert.Equal(Line(heads[2], "webhook-id"), Line(heads[3], "webhook-id"));
        Assert.NotEqual(Line(heads[0], "webhook-id"), Line(heads[2], "webhook-id"));
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_no_receiver_that_misbehaves()
    {
        await using var end = await ReceivingEnd.StartAsync(context => AnswerAsync(context, 200));
        var plan = Plan(end) with { Target = new SendTarget(new Uri(end.Url + "/webhook"), null, CaFile: null) };
        foreach (var fault in (string[])["bad-signature", "cut"])
        {
            var report = await new FaultRun(plan, TimeProvider.System).RunAsync(FaultKinds.Parse(fault), Stop);
            Assert.Null(report.Verdict);
            Assert.Equal("certificate not trusted", report.Answers.Single().Fault!.Kind);
        }
    }

    [Theory]
    [InlineData("bad-signature", 401, true)]
    [InlineData("bad-signature", 400, true)]
    [InlineData("bad-signature", 403, true)]
    [InlineData("bad-signature", 202, false)]
    [InlineData("bad-signature", 404, false)]
    [InlineData("bad-signature", 500, false)]
    [InlineData("stale", 401, true)]
    [InlineData("stale", 200, false)]
    [InlineData("reserialised", 401, true)]
    [InlineData("reserialised", 200, false)]
    [InlineData("cut", 400, true)]
    [InlineData("cut", 202, false)]
    [InlineData("slow", 408, true)]
    [InlineData("slow", 200, false)]
    public void One_answer_is_judged(string fault, int status, bool behaved) =>
        Assert.Equal(behaved, FaultJudgement.Of(FaultKinds.Parse(fault), hasKey: true, Scheme, [new() { Status = status }]).Behaved);

    [Theory]
    [InlineData(true, 202, 202, true, true)]
    [InlineData(true, 202, 202, false, false)]
    [InlineData(false, 202, 202, false, true)]
    [InlineData(false, 202, 202, true, false)]
    [InlineData(true, 202, 409, true, false)]
    [InlineData(false, 202, 409, true, false)]
    [InlineData(true, 401, 401, true, false)]
    public void Two_answers_are_judged_by_whether_the_sender_documents_its_key(bool hasKey, int first, int second, bool same, bool behaved)
    {
        var id = Guid.CreateVersion7(Now);
        SendResult[] answers = [new() { Status = first, EventId = id }, new() { Status = second, EventId = same ? id : Guid.CreateVersion7(Now) }];
        foreach (var fault in (FaultKind[])[FaultKind.Replayed, FaultKind.Duplicate]) Assert.Equal(behaved, FaultJudgement.Of(fault, hasKey, Scheme, answers).Behaved);
    }

    [Fact]
    public void Without_ids_nobody_can_tell_whether_two_became_one()
    {
        var verdict = FaultJudgement.Of(FaultKind.Replayed, hasKey: true, Scheme, [new() { Status = 200 }, new() { Status = 204 }]);
        Assert.True(verdict.Behaved);
        Assert.Contains("No id", verdict.Expected);
    }

    [Fact]
    public void A_sender_whose_secret_does_not_cover_the_body_may_have_it_written_anew() =>
        Assert.True(FaultJudgement.Of(FaultKind.Reserialised, hasKey: false, new HeaderSecretScheme("X-Token", "", base64: false), [new() { Status = 202 }]).Behaved);

    [Theory]
    [InlineData("github", "stale")]
    [InlineData("twilio", "reserialised")]
    public void A_fault_that_a_sender_cannot_have_is_wrong_usage(string sender, string fault)
    {
        var plan = Plan("https://creel.example.net/hook", sender, "made-up");
        Assert.Equal(2, Assert.Throws<CommandException>(() => FaultRequests.Make(FaultKinds.Parse(fault), plan, Now)).ExitCode);
    }

    [Fact]
    public void Where_nothing_is_signed_no_signature_can_be_bad()
    {
        var plan = Plan("https://creel.example.net/hook", "github", "made-up") with { Signing = null };
        Assert.All((FaultKind[])[FaultKind.BadSignature, FaultKind.Stale, FaultKind.Reserialised],
            fault => Assert.Equal(2, Assert.Throws<CommandException>(() => FaultRequests.Make(fault, plan, Now)).ExitCode));
    }

    [Theory]
    [InlineData("zoom", 150)]
    [InlineData("slack", 60)]
    [InlineData("linear", 60)]
    public void Stale_is_an_hour_and_more_where_more_is_allowed(string sender, int minutes)
    {
        var plan = Plan("https://creel.example.net/hook", sender, "made-up");
        var request = FaultRequests.Make(FaultKind.Stale, plan, Now).Single();
        var check = plan.Signing!.Scheme.Bind(["made-up"]).Check(request.AsSigned(), Now);
        Assert.Equal((SignatureFault.Stale, TimeSpan.FromMinutes(minutes)), (check.Fault, check.Age));
    }

    [Theory]
    [InlineData("sha256=0123456789abcdef0123456789abcdef")]
    [InlineData("t=1700000000,v1=0123456789abcdef0123456789abcdef")]
    [InlineData("v1,MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("ab")]
    [InlineData("a-plain secret!")]
    public void A_flipped_bit_is_another_signature_as_long_as_the_first(string signature)
    {
        var flipped = SignatureBit.Flip(signature);
        Assert.Equal(signature.Length, flipped.Length);
        Assert.Single(signature.Zip(flipped), pair => pair.First != pair.Second);
    }

    private static SignatureScheme Scheme => SenderCatalog.Embedded.Find("standard-webhooks")!.Schemes.Single(scheme => scheme is HmacScheme);

    private static FaultReport Behaved(FaultReport report)
    {
        Assert.True(report.Verdict!.Behaved, FaultText.Text(report));
        return report;
    }

    private static string Line(string head, string name) => head.Split('\n').Single(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));

    private static Task<FaultReport> RunAsync(ReceivingEnd end, string fault, TimeSpan? timeout = null) =>
        new FaultRun(Plan(end) with { Timeout = timeout ?? TimeSpan.FromSeconds(30) }, TimeProvider.System).RunAsync(FaultKinds.Parse(fault), Stop);

    private static SendPlan Plan(ReceivingEnd end) => Plan("https://creel.example.net/", "standard-webhooks", $"whsec_{Convert.ToBase64String(new byte[32])}") with
    {
        Target = SendTarget.Find(null, null, end.Folder.FullName),
    };

    private static SendPlan Plan(string url, string name, string secret)
    {
        var sender = SenderCatalog.Embedded.Find(name)!;
        return new SendPlan
        {
            Target = new SendTarget(new Uri(url), null, null),
            Sender = sender,
            Sample = SenderSample.Of(sender),
            Signing = SendSigning.Choose(sender, [.. sender.Schemes], [new HiddenText(secret)], null),
            Schedule = SendSchedule.AsFastAsAnswered,
        };
    }

    private static Task AnswerAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.CompleteAsync();
    }
}
