using Creel.Inbox;
using Creel.Senders;

namespace Creel.Tests.Senders;

public sealed class CatalystCenterTests
{
    private static readonly SenderProfile Profile = SenderCatalog.Embedded.Find("catalyst-center")!;

    public static TheoryData<string> Captures => [.. CatalystCenterExpectations.Captures.Keys];

    public static TheoryData<string> Fixtures => [.. CatalystCenterExpectations.Fixtures.Keys];

    [Theory, MemberData(nameof(Captures))]
    public void Reads_a_captured_event(string file) =>
        Reads(CatalystCenterExpectations.Captures[file], Repository.SharedPayload("catalyst-center", file));

    [Theory, MemberData(nameof(Fixtures))]
    public void Reads_an_event_of_every_era(string file) => Reads(CatalystCenterExpectations.Fixtures[file], Fixture(file));

    [Fact]
    public void Every_fixture_and_every_capture_has_its_expectation()
    {
        var fixtures = Repository.At("test", "Creel.Tests", "Senders", "Fixtures");
        Assert.Equal(CatalystCenterExpectations.Fixtures.Keys.Order(), FilesOf(fixtures));
        var captures = Repository.At("..", "shared", "payloads", "catalyst-center");
        if (Directory.Exists(captures)) Assert.Equal(CatalystCenterExpectations.Captures.Keys.Order(), FilesOf(captures));
    }

    [Theory]
    [InlineData("catalyst-center", "active", false)]
    [InlineData("catalyst-center-resolved", "resolved", false)]
    [InlineData("catalyst-center-test", null, true)]
    public void Reads_the_samples_that_can_be_sent(string sample, string? status, bool test)
    {
        var facts = Read(SampleCatalog.Find(sample)!).Facts;
        Assert.Equal((status, test), (facts.Status, facts.Test));
        Assert.Equal("4a1f3c9e-58d2-4b7a-a0c6-91e2d37f5b10", facts.Correlation);
        Assert.Equal(1, facts.Level);
        Assert.NotNull(facts.OccurredAt);
        Assert.StartsWith("https://", facts.Link);
    }

    [Fact]
    public void Knows_its_samples()
    {
        Assert.Equal(["catalyst-center", "catalyst-center-resolved", "catalyst-center-test"], SampleCatalog.Names);
        Assert.Null(SampleCatalog.Find("../catalyst-center"));
    }

    [Theory]
    [InlineData("""{"isSimulated": true}""", true)]
    [InlineData("""{"isSimulated": "True"}""", true)]
    [InlineData("""{"details": {"isSimulated": true}}""", true)]
    [InlineData("""{"isSimulated": false}""", false)]
    [InlineData("""{"source": "EXTERNAL", "context": "EXTERNAL"}""", true)]
    [InlineData("""{"source": "EXTERNAL", "context": "EXTERNAL", "details": null}""", true)]
    [InlineData("""{"source": "EXTERNAL", "context": "EXTERNAL", "details": {}}""", true)]
    [InlineData("""{"source": "EXTERNAL", "context": "EXTERNAL", "details": {"Device": " ", "x": [null, {"y": ""}]}}""", true)]
    [InlineData("""{"source": "EXTERNAL", "context": "EXTERNAL", "details": {"Device": "192.0.2.1"}}""", false)]
    [InlineData("""{"source": "EXTERNAL", "context": "EXTERNAL", "details": {"rssi": -60}}""", false)]
    [InlineData("""{"source": "EXTERNAL", "context": "EXTERNAL", "details": {"x": "\ud83d\udeaa"}}""", false)]
    [InlineData("""{"source": "EXTERNAL", "context": "EXTERNAL", "details": {"x": {"Assurance Issue Name": "y"}}}""", false)]
    [InlineData("""{"source": "EXTERNAL", "context": "EXTERNAL", "details": "text"}""", false)]
    [InlineData("""{"source": "EXTERNAL", "details": {}}""", false)]
    [InlineData("""{"details": {}}""", false)]
    public void Tells_a_trial_from_the_real_thing(string body, bool test) => Assert.Equal(test, Read(body).Facts.Test);

    [Theory]
    [InlineData("https://192.0.2.5/dna/x", "", "203.0.113.9", "https://192.0.2.5/dna/x")]
    [InlineData("dna/x", "", "203.0.113.9", "https://203.0.113.9/dna/x")]
    [InlineData("/dna/x?u=a:b", "", "2001:db8::9", "https://[2001:db8::9]/dna/x?u=a:b")]
    [InlineData("/dna/x", "", "::ffff:203.0.113.9", "https://203.0.113.9/dna/x")]
    [InlineData("/dna/x", "2001:db8::5", "203.0.113.9", "https://[2001:db8::5]/dna/x")]
    [InlineData("/dna/x", "evil.example/@", "203.0.113.9", "https://203.0.113.9/dna/x")]
    [InlineData("/dna/x", "", "", null)]
    [InlineData("//cdn.example.com/x", "", "203.0.113.9", "https://cdn.example.com/x")]
    [InlineData("https://&lt;dnac_ip_address&gt;/x?a=1&amp;b=2&copy=3", "", "203.0.113.9", "https://203.0.113.9/x?a=1&b=2&copy=3")]
    [InlineData("https://<DNAC_IP_ADDRESS>/x", "", "203.0.113.9", "https://203.0.113.9/x")]
    [InlineData("https://&lt;DNAC_IP_ADDRESS&gt;/x", "", "", null)]
    [InlineData("javascript:alert(1)", "", "203.0.113.9", null)]
    [InlineData("JavaScript&#58;alert(1)", "", "203.0.113.9", null)]
    [InlineData("https://192.0.2.5/&#10;x", "", "203.0.113.9", null)]
    [InlineData("https://192.0.2.5/&#27;x", "", "203.0.113.9", null)]
    [InlineData("https://192.0.2.5/&#xD800;x", "", "203.0.113.9", "https://192.0.2.5/&#xD800;x")]
    [InlineData("data:text/html,x", "", "203.0.113.9", null)]
    public void Makes_a_link_that_opens(string link, string dnacIp, string sender, string? expected)
    {
        var body = $$"""{"ciscoDnaEventLink": "{{link}}", "dnacIP": "{{dnacIp}}"}""";
        Assert.Equal(expected, FactsReader.Read(Profile, System.Text.Encoding.UTF8.GetBytes(body), "application/json", sender).Facts.Link);
    }

    [Fact]
    public void Drops_a_link_that_is_too_long_rather_than_cutting_it()
    {
        var longest = "https://192.0.2.5/".PadRight(FactText.LinkLimit, 'a');
        Assert.Equal(longest, Read($$"""{"ciscoDnaEventLink": "{{longest}}"}""").Facts.Link);
        Assert.Null(Read($$"""{"ciscoDnaEventLink": "{{longest}}a"}""").Facts.Link);
    }

    private static void Reads(Facts expected, byte[] body)
    {
        var reading = Read(body);
        Assert.Equal(expected, reading.Facts);
        Assert.Equal([expected], reading.Items);
        Assert.Equal((BodyReading.Fine, null, null), (reading.BodyReading, reading.Problem, reading.SenderKey));
    }

    private static FactsReading Read(string body) => Read(System.Text.Encoding.UTF8.GetBytes(body));

    private static FactsReading Read(byte[] body) => FactsReader.Read(Profile, body, "application/json", CatalystCenterExpectations.Sender);

    private static byte[] Fixture(string file) => File.ReadAllBytes(Repository.At("test", "Creel.Tests", "Senders", "Fixtures", file));

    private static IEnumerable<string> FilesOf(string directory) =>
        Directory.EnumerateFiles(directory).Select(file => Path.GetFileName(file)).Order();
}
