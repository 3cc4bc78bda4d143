using System.Text;
using Creel.Inbox;
using Creel.Senders;
using CsCheck;

namespace Creel.Tests.Senders;

/// <summary>Facts never throw and are always fit to be kept, whatever the bytes are.</summary>
public sealed class HostileBodyTests
{
    private const int Iterations = 200;

    private static readonly SenderProfile[] Profiles =
    [
        .. SenderCatalog.Embedded.All,
        ProfileCompiler.Compile(ProfileData.Parse(
            """{"name":"b","title":"B","items":"details","facts":{"title":["Device"],"type":["body.eventId"]}}"""u8)),
    ];

    private static readonly byte[][] Bodies =
        [.. Directory.EnumerateFiles(Repository.At("test", "Creel.Tests", "Senders", "Fixtures")).Order().Select(File.ReadAllBytes)];

    private static readonly Gen<byte[]> Body = Gen.OneOf(Bodies);

    private static readonly string[] Replacements =
    [
        "null", "[]", "{}", "1e400", "-0", "true", "\"\"", "\"\\ud800\"", "[[[[1]]]]", "{\"\\udc00\":1}", "\"\\u0000\"",
        "9999999999999999999999", "[", "\"", ",",
    ];

    [Fact]
    public void On_bodies_with_flipped_bytes() =>
        Gen.Select(Body, Gen.Select(Gen.Int[0, 4095], Gen.Byte).Array[1, 8]).Sample((body, flips) =>
        {
            var mutated = body.ToArray();
            foreach (var (at, value) in flips) mutated[at % mutated.Length] = value;
            return IsFit(mutated);
        }, iter: Iterations);

    [Fact]
    public void On_bodies_cut_short_or_run_together() =>
        Gen.Select(Body, Gen.Int[0, 4095], Body).Sample((body, at, other) =>
        {
            var start = body[..(at % body.Length)];
            return IsFit(start) && IsFit([.. start, .. other[(at % other.Length)..]]);
        }, iter: Iterations);

    [Fact]
    public void On_bodies_whose_values_changed_their_type() =>
        Gen.Select(Body, Gen.Select(Gen.Int[0, 99], Gen.OneOf(Replacements)).Array[1, 3]).Sample((body, changes) =>
            IsFit(changes.Aggregate(body, (changed, change) => Replace(changed, change.Item1, change.Item2))), iter: 3 * Iterations);

    [Fact]
    public void On_any_JSON() => RandomJson.Documents.Sample(json => IsFit(Encoding.UTF8.GetBytes(json)), iter: 10 * Iterations);

    [Fact]
    public void On_any_bytes() => Gen.Byte.Array[0, 200].Sample(IsFit, iter: Iterations);

    /// <summary>Puts something else in the place of the n-th value of a body that has one member a line.</summary>
    private static byte[] Replace(byte[] body, int number, string replacement)
    {
        var lines = Encoding.UTF8.GetString(body).Split('\n');
        var members = Enumerable.Range(0, lines.Length).Where(i => lines[i].Contains("\": ", StringComparison.Ordinal)).ToArray();
        if (members.Length == 0) return body;
        var line = members[number % members.Length];
        var colon = lines[line].IndexOf("\": ", StringComparison.Ordinal) + 3;
        lines[line] = lines[line][..colon] + replacement + (lines[line].EndsWith(',') ? "," : "");
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static bool IsFit(byte[] body)
    {
        foreach (var profile in Profiles)
        {
            foreach (var type in new[] { "application/json", null })
            {
                var reading = FactsReader.Read(profile, body, type, "203.0.113.9");
                if (reading.Items.Count == 0 || !IsFit(reading.Facts) || !reading.Items.All(IsFit)) return false;
                if (reading.BodyReading == BodyReading.Malformed != reading.Problem is not null) return false;
            }
        }
        return true;
    }

    private static bool IsFit(Facts facts)
    {
        string?[] texts =
        [
            facts.Type, facts.Title, facts.SeverityRaw, facts.StatusRaw, facts.Subject, facts.Correlation, facts.OccurredAtRaw, facts.Link,
        ];
        return facts.Level is null or (>= 1 and <= 5)
            && texts.All(text => text is null || (text.Length is > 0 and <= 2200 && !text.Any(char.IsControl) && IsWhole(text)));
    }

    private static bool IsWhole(string text)
    {
        try { return new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text) > 0; }
        catch (EncoderFallbackException) { return false; }
    }
}
