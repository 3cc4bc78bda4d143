using System.Text;
using Creel.Senders;
using Creel.Signatures;
using Creel.Tests.Signatures;

namespace Creel.Tests.Receiving;

/// <summary>A subscription at SNS from the beginning: certificate fetched, signature and topic checked, confirmed, and only then answered 200.</summary>
public sealed class SnsSubscriptionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly List<Uri> _confirmed = [];
    private bool _certificateIsThere = true;

    [Fact]
    public async Task It_is_confirmed_by_itself_and_notifications_are_kept()
    {
        await using var server = await StartAsync(SnsChain.Topic);
        Assert.Equal(200, await SendAsync(server, SnsChain.Message("SubscriptionConfirmation", "2")));
        Assert.Equal(SnsChain.Message("SubscriptionConfirmation", "2")["SubscribeURL"], Assert.Single(_confirmed).AbsoluteUri);
        Assert.Equal("handshake", (await server.OutcomeAsync()).Reason);
        Assert.Empty(server.Kept());

        Assert.Equal(202, await SendAsync(server, SnsChain.Message("Notification", "1")));
        Assert.Single(server.Kept());
        Assert.Single(_confirmed);
    }

    [Fact]
    public async Task That_of_another_topic_is_refused_and_not_confirmed()
    {
        await using var server = await StartAsync("arn:aws:sns:eu-west-1:123456789012:others");
        Assert.Equal(401, await SendAsync(server, SnsChain.Message("SubscriptionConfirmation", "2")));
        Assert.Empty(_confirmed);
    }

    [Fact]
    public async Task One_that_was_changed_is_refused_and_nobody_is_called()
    {
        await using var server = await StartAsync(SnsChain.Topic);
        var signed = Encoding.UTF8.GetString(SnsChain.Sign(SnsChain.Message("SubscriptionConfirmation", "2")));
        Assert.Contains("Token=2336412f37", signed);
        Assert.Equal(401, await PostAsync(server, signed.Replace("Token=2336412f37", "Token=2336412f38", StringComparison.Ordinal)));
        Assert.Empty(_confirmed);
    }

    [Fact]
    public async Task An_end_of_a_subscription_is_an_event_and_not_confirmed()
    {
        await using var server = await StartAsync(SnsChain.Topic);
        Assert.Equal(202, await SendAsync(server, SnsChain.Message("UnsubscribeConfirmation", "2")));
        Assert.Empty(_confirmed);
        Assert.Single(server.Kept());
    }

    [Fact]
    public async Task Where_the_certificate_can_not_be_had_SNS_asks_again()
    {
        _certificateIsThere = false;
        await using var server = await StartAsync(SnsChain.Topic);
        Assert.Equal(503, await SendAsync(server, SnsChain.Message("SubscriptionConfirmation", "2")));
        Assert.Empty(_confirmed);
    }

    private Task<ReceivingServer> StartAsync(string topic)
    {
        var sender = SenderCatalog.Embedded.Find("aws-sns")!;
        // Whenever this runs.
        var pem = SnsChain.Amazon.Pem(from: SnsChain.Now.AddYears(-4), to: SnsChain.Now.AddYears(4));
        var source = ReceivingServer.Source("hooks") with { Sender = sender, Schemes = [.. sender.Schemes], Signatures = SourceSignatures.Bind(sender.Schemes, [topic]) };
        return ReceivingServer.StartAsync(new([source]), also: settings => settings with
        {
            SigningKeys = new((_, _) => _certificateIsThere ? Task.FromResult(Encoding.ASCII.GetBytes(pem)) : throw new HttpRequestException("made up"), SnsChain.Amazon.Roots, TimeProvider.System),
            ConfirmSubscription = (address, _) =>
            {
                _confirmed.Add(address);
                return Task.FromResult(true);
            },
        });
    }

    private static Task<int> SendAsync(ReceivingServer server, Dictionary<string, string> message) => PostAsync(server, Encoding.UTF8.GetString(SnsChain.Sign(message)));

    private static async Task<int> PostAsync(ReceivingServer server, string body)
    {
        using var client = server.Client("1.1");
        // As SNS does: its JSON says that it is text.
        using var answer = await client.PostAsync("/hooks", new StringContent(body, Encoding.UTF8, "text/plain"), Stop);
        return (int)answer.StatusCode;
    }
}
