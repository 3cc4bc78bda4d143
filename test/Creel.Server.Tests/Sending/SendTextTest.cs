using System.Text;
using System.Text.Json;
using Creel.Server.Sending;

namespace Creel.Server.Tests.Sending;

public sealed class SendTextTest
{
    [Theory]
    [InlineData("X-Auth-Token: secret", "X-Auth-Token", "secret")]
    [InlineData("X-Empty:", "X-Empty", "")]
    [InlineData("X-Time:12:30", "X-Time", "12:30")]
    [InlineData("X-Name:  Grüße ", "X-Name", "Grüße")]
    public void A_header_is_split_at_its_first_colon(string line, string name, string value)
    {
        Assert.Equal(new(name, value), SendHeaders.Parse(line));
    }

    [Theory]
    [InlineData("no colon")]
    [InlineData(": value")]
    [InlineData("Bad Name: value")]
    [InlineData("X-Evil: a\r\nX-Other: b")]
    public void What_is_no_header_is_wrong_usage(string line)
    {
        Assert.Equal(2, Assert.Throws<CommandException>(() => SendHeaders.Parse(line)).ExitCode);
    }

    [Fact]
    public void A_headers_value_that_is_refused_is_not_repeated()
    {
        Assert.DoesNotContain("s3cret", Assert.Throws<CommandException>(() => SendHeaders.Parse("X-Token: s3cret\n")).Message);
    }

    [Fact]
    public void An_answer_can_neither_move_the_cursor_nor_turn_text_around()
    {
        Assert.Equal("a?[31m b ?c é 漢 \ufffd", AnswerText.OneLine("  a\u001b[31m\nb \u202ec é 漢 \ud800", 100));
    }

    [Fact]
    public void A_long_answer_is_cut()
    {
        Assert.Equal(new string('x', 20) + "…", AnswerText.OneLine(new string('x', 5000), 20));
    }

    [Fact]
    public void Each_event_of_a_run_has_an_id_of_its_own_also_in_its_link()
    {
        var sample = EmbeddedSamples.Read("catalyst-center");
        var body = SendBody.UniqueSample(sample, TimeProvider.System);

        var events = Enumerable.Range(0, 1000).Select(_ => JsonDocument.Parse(body.Next()).RootElement).ToList();

        Assert.True(body.IsUnique);
        Assert.Equal(1000, events.Select(e => e.GetProperty("instanceId").GetString()).Distinct().Count());
        Assert.All(events, e => Assert.EndsWith(e.GetProperty("instanceId").GetString()!, e.GetProperty("ciscoDnaEventLink").GetString()));
        Assert.All(events, e => Assert.Equal("active", e.GetProperty("details").GetProperty("Assurance Issue Status").GetString()));
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("""{"instanceId": null}""")]
    [InlineData("""{"instanceId": "not-a-guid"}""")]
    public void A_sample_without_an_id_is_sent_as_it_is(string sample)
    {
        var bytes = Encoding.UTF8.GetBytes(sample);
        Assert.Equal(bytes, SendBody.UniqueSample(bytes, TimeProvider.System).Next());
    }

    [Fact]
    public void A_body_is_a_text_a_file_or_standard_input()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, [0, 255, 10]);
            using var input = new MemoryStream("from a pipe"u8.ToArray());

            Assert.Equal("{\"ü\": 1}", Encoding.UTF8.GetString(BodyOption.Read("{\"ü\": 1}", Stream.Null)));
            Assert.Equal([0, 255, 10], BodyOption.Read("@" + file, Stream.Null));
            Assert.Equal("from a pipe"u8, BodyOption.Read("-", input));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_body_that_is_not_there_is_said_by_name()
    {
        Assert.Contains("no-such-file.json", Assert.Throws<CommandException>(() => BodyOption.Read("@no-such-file.json", Stream.Null)).Message);
    }
}
