using System.Text;
using CsCheck;

namespace Creel.Tests.Configuration;

/// <summary>Whatever stands in the file: a configuration or errors, never an exception, and never a secret in an error.</summary>
public sealed class HostileConfigTests
{
    private const string Valid = """
        listen: ["https://*:5443"]
        console: off
        tls: { names: [creel.example.net] }
        retention:
          maxAge: 90d
          maxBytes: 20GB
        sources:
          catalyst:
            path: /webhook
            sender: catalyst-center
            basic:
              - user: catalyst
                password: "S3CRET-1"
            allow: [192.0.2.0/24]
          anything:
            path: /hooks/any
            headers: [{ name: X-Auth-Token, value: "${env:TOKEN}" }]
            bearer:
              - S3CRET-2
            respond: { status: 200, body: ok }
            requireJson: true
        """;

    private static readonly string[] Pieces =
    [
        "\t", "\n", "  ", ": ", "- ", "[", "]", "{", "}", "\"", "'", "|", ">", "&a ", "*a", "!t ", "# ", "---\n", "...\n", "%YAML 1.2\n", "? ", "<<: ", "${", "${env:", "${file:/x}",
        "\0", "\u0007", "\u0085", "\u2028", "\uFEFF", "ü", "😀", "\uFFFF", "null", "~", "1e400", "0x10", ".inf", "true", "sources:\n", "path: /", "/../", "::ffff:0.0.0.0/0", "99999999999999999999d", "\\",
    ];

    [Fact]
    public void Text_that_was_changed_at_random_never_throws() =>
        Gen.Select(Gen.Int[0, Valid.Length], Gen.Int[0, 40], Gen.Int[0, Pieces.Length - 1].List[0, 4]).List[1, 6].Sample(changes =>
        {
            var text = Valid;
            foreach (var (at, cut, pieces) in changes)
            {
                var from = Math.Min(at, text.Length);
                text = text[..from] + string.Concat(pieces.Select(one => Pieces[one])) + text[Math.Min(text.Length, from + cut)..];
            }
            AssertSafe(Encoding.UTF8.GetBytes(text), text);
        }, iter: 4_000);

    [Fact]
    public void Bytes_that_were_changed_at_random_never_throw() =>
        Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Byte).List[1, 8].Sample(changes =>
        {
            var bytes = Encoding.UTF8.GetBytes(Valid);
            foreach (var (at, value) in changes) bytes[at] = value;
            AssertSafe(bytes, Encoding.UTF8.GetString(bytes));
        }, iter: 2_000);

    [Fact]
    public void Lines_in_another_order_never_throw() =>
        Gen.Shuffle(Valid.Split('\n')).Sample(lines => AssertSafe(Encoding.UTF8.GetBytes(string.Join('\n', lines)), ""), iter: 1_000);

    [Fact]
    public void The_valid_one_is_valid() => Assert.NotNull(Written.Of(Valid, environment: [("TOKEN", "S3CRET-3")]).Configured);

    private static void AssertSafe(byte[] bytes, string text)
    {
        var written = Written.Of(bytes, environment: [("TOKEN", "S3CRET-3")]);
        Assert.True(written.Configured is not null == (written.Problems.Count == 0), text);
        Assert.All(written.Problems, one => Assert.True(one is { What.Length: > 0, Remedy.Length: > 0 }));
        Assert.DoesNotContain("S3CRET-3", written.Text);
    }
}
