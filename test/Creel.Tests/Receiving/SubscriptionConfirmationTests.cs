using System.Net;
using System.Net.Sockets;
using System.Text;
using Creel.Configuration;
using Creel.Receiving;
using Creel.Signatures;

namespace Creel.Tests.Receiving;

/// <summary>Confirming a subscription at SNS; what stands in for SNS is a listener on loopback, which the address is mapped to.</summary>
public sealed class SubscriptionConfirmationTests
{
    private const string Sns = """{"kind":"sns-confirm"}""";
    private const string Url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-west-1:123456789012:alarms&Token=2336";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sender_gets_200_once_SNS_has_confirmed()
    {
        await using var sns = new MadeUpSns("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var server = await StartAsync(ShakingSource.Of(Sns), sns.FetchAsync);
        Assert.Equal(200, await AskAsync(server, ShakingSource.Signed(Question(Url))));
        Assert.Equal([Url], sns.Called);
        Assert.Equal("handshake", (await server.OutcomeAsync()).Reason);
        Assert.Empty(server.Kept());
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: {here}\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 2")]
    public async Task What_SNS_does_not_confirm_is_asked_again_and_redirects_are_not_followed(string answer)
    {
        await using var sns = new MadeUpSns(answer);
        await using var server = await StartAsync(ShakingSource.Of(Sns), sns.FetchAsync);
        using var client = server.Client("1.1");
        using var asked = await client.SendAsVersionAsync(ShakingSource.Signed(Question(Url)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, asked.StatusCode);
        Assert.NotNull(asked.Headers.RetryAfter);
        Assert.Equal(1, sns.Connections);
        Assert.Equal("subscription not confirmed", (await server.OutcomeAsync()).Reason);
    }

    [Fact]
    public async Task SNS_that_does_not_answer_is_waited_for_ten_seconds_and_others_meanwhile_come_later()
    {
        var clock = new HeldClock();
        var called = new TaskCompletionSource();
        await using var server = await StartAsync(ShakingSource.Of(Sns), async (_, stop) =>
        {
            called.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return true;
        }, clock);
        var first = AskAsync(server, ShakingSource.Signed(Question(Url)));
        await called.Task.WaitAsync(Stop);
        Assert.Equal(503, await AskAsync(server, ShakingSource.Signed(Question(Url))));
        Assert.Contains("another subscription", (await server.OutcomeAsync()).NextStep);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(503, await first);
        Assert.Contains("no answer within 10 s", (await server.OutcomeAsync()).NextStep);
    }

    [Fact]
    public async Task One_that_came_to_nothing_does_not_stand_in_the_way_of_the_next()
    {
        var calls = 0;
        await using var server = await StartAsync(ShakingSource.Of(Sns), (_, _) => ++calls == 1 ? throw new HttpRequestException("made up") : Task.FromResult(true));
        Assert.Equal(503, await AskAsync(server, ShakingSource.Signed(Question(Url))));
        Assert.Equal(200, await AskAsync(server, ShakingSource.Signed(Question(Url))));
    }

    [Theory]
    [InlineData("http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription")]
    [InlineData("https://sns.eu-west-1.amazonaws.com.example.com/?Action=ConfirmSubscription")]
    [InlineData("https://example.com/sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription")]
    [InlineData("https://sns.eu-west-1.amazonaws.com@example.com/?Action=ConfirmSubscription")]
    [InlineData("https://user@sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription")]
    [InlineData("https://sns.eu-west-1.amazonaws.com:8443/?Action=ConfirmSubscription")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/elsewhere?Action=ConfirmSubscription")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/?Action=DeleteTopic")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/")]
    [InlineData("https://xsns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription")]
    [InlineData("https://sns.a.b.amazonaws.com/?Action=ConfirmSubscription")]
    [InlineData("https://s3.eu-west-1.amazonaws.com/?Action=ConfirmSubscription")]
    [InlineData("https://sns.eu-west-1.amazonaws.com\\u000a/?Action=ConfirmSubscription")]
    [InlineData("https://SNS.eu-west-1.amazonaws.com/?Action=ConfirmSubscription")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription#x")]
    [InlineData("https://192.0.2.1/?Action=ConfirmSubscription")]
    [InlineData("file:///etc/passwd")]
    [InlineData("nothing")]
    public async Task Nothing_but_SNS_is_called_whatever_a_signed_question_names(string url)
    {
        var called = false;
        await using var server = await StartAsync(ShakingSource.Of(Sns), (_, _) => Task.FromResult(called = true));
        Assert.Equal(401, await AskAsync(server, ShakingSource.Signed(Question(url))));
        Assert.False(called);
    }

    [Theory]
    [InlineData(Url)]
    [InlineData("https://sns.cn-north-1.amazonaws.com.cn/?Action=ConfirmSubscription&Token=1")]
    [InlineData("https://sns.us-gov-west-1.amazonaws.com:443/?Token=1&Action=ConfirmSubscription")]
    public void Addresses_of_SNS_are_known(string url) => Assert.NotNull(SubscriptionConfirmation.Trusted(url));

    [Fact]
    public async Task Who_is_not_signed_for_is_kept_and_nobody_is_called()
    {
        var called = false;
        var source = ReceivingServer.Source("hooks") with { Sender = ShakingSource.Profile(Sns), Basic = [new BasicCredential("sender", "made-up")] };
        await using var server = await StartAsync(source, (_, _) => Task.FromResult(called = true));
        var request = new HttpRequestMessage(HttpMethod.Post, "/hooks") { Content = new StringContent(Question(Url), Encoding.UTF8, "text/plain") };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String("sender:made-up"u8));
        Assert.Equal(202, await AskAsync(server, request));
        Assert.False(called);
        Assert.Single(server.Kept());
    }

    [Fact]
    public async Task A_signature_that_is_wrong_calls_nobody()
    {
        var called = false;
        await using var server = await StartAsync(ShakingSource.Of(Sns), (_, _) => Task.FromResult(called = true));
        Assert.Equal(401, await AskAsync(server, ShakingSource.Signed(Question(Url), "another secret")));
        Assert.False(called);
    }

    private static string Question(string url) => $$"""{"Type":"SubscriptionConfirmation","TopicArn":"arn:aws:sns:eu-west-1:123456789012:alarms","SubscribeURL":"{{url}}"}""";

    private static Task<ReceivingServer> StartAsync(Source source, Func<Uri, CancellationToken, Task<bool>> fetch, TimeProvider? clock = null) =>
        ReceivingServer.StartAsync(new([source]), clock, settings => settings with { ConfirmSubscription = fetch });

    private static async Task<int> AskAsync(ReceivingServer server, HttpRequestMessage request)
    {
        using var client = server.Client("1.1");
        using var answer = await client.SendAsVersionAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>Says the same to everybody, and closes.</summary>
    private sealed class MadeUpSns : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _answering;
        private int _connections;

        public MadeUpSns(string answer)
        {
            _listener.Start();
            _answering = AnswerAsync(answer.Replace("{here}", $"http://{_listener.LocalEndpoint}/again", StringComparison.Ordinal));
        }

        public List<string> Called { get; } = [];

        public int Connections => _connections;

        public Task<bool> FetchAsync(Uri address, CancellationToken stop)
        {
            Called.Add(address.ToString());
            return PlainFetch.IsOkAsync(new Uri($"http://{_listener.LocalEndpoint}{address.PathAndQuery}"), stop);
        }

        private async Task AnswerAsync(string answer)
        {
            try
            {
                while (true)
                {
                    using var connection = await _listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref _connections);
                    var stream = connection.GetStream();
                    var head = new byte[4096];
                    _ = await stream.ReadAsync(head, CancellationToken.None);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), CancellationToken.None);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException or IOException)
            {
                // The test is over.
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _answering;
        }
    }
}
