using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Creel.Inbox;
using CsCheck;
using MadeEvents = Creel.Tests.Inbox.Events;

namespace Creel.Tests.Search;

/// <summary>A made-up event together with what a reader of its body would find, known from how it was made rather than read.</summary>
internal sealed record RandomEvent(NewEvent Event, RandomEvent.Doc? Json, string Plain, (string Name, string Value)[] Headers)
{
    /// <summary>Few texts, so that many are alike, and odd ones: other cases, other scripts, letters that fold in other places.</summary>
    public static readonly string[] Texts =
        ["abc", "ABC", "abcd", "ab c", "Größe", "GRÖSSE", "größe", "k", "\u212a", "s", "\u017f", "a\"b", "a\\b", "a*", "", "回線", "10.1.2.3", "x\0y", "x\0z", "OR", "-a", "😀"];

    public static readonly string[] Names = ["a", "B", "c d", "a.b", "\"q\""];

    /// <summary>A JSON value: what it is, and how it is written.</summary>
    internal sealed record Doc(string Written, string? Text = null, Doc[]? Elements = null, (string Name, Doc Value)[]? Members = null, bool IsNull = false, bool IsLiteral = false);

    private static readonly Gen<Doc> Scalar = Gen.OneOf(
        Gen.OneOf(Texts).Select(text => new Doc(Quote(text), text)),
        Gen.OneOf(Texts).Select(text => new Doc(Escape(text), text)),
        Gen.Const(new Doc("\"ab\\ud800c\"", "ab\ufffdc")),
        Gen.OneOf("0", "42", "-1.50", "1e400").Select(text => new Doc(text, text)),
        Gen.OneOf("true", "false").Select(text => new Doc(text, text, IsLiteral: true)),
        Gen.Const(new Doc("null", "null", IsNull: true, IsLiteral: true)));

    private static readonly Gen<Doc> Documents = Gen.Recursive<Doc>((depth, value) => depth > 3 ? Scalar : Gen.Frequency(
        (2, Scalar),
        (2, value.Array[0, 3].Select(all => new Doc($"[{string.Join(", ", all.Select(one => one.Written))}]", Elements: all))),
        (4, Gen.Select(Gen.OneOf(Names), value).Array[0, 4].Select(all =>
            new Doc($"{{{string.Join(",", all.Select(one => $"{Quote(one.Item1)} :{one.Item2.Written}"))}}}", Members: all)))));

    private static readonly Gen<string?> MaybeText = Gen.Frequency((1, Gen.Const((string?)null)), (3, Gen.OneOf(Texts).Select(text => (string?)text)));

    private static readonly Gen<Facts> SomeFacts = Gen.Select(MaybeText, MaybeText, Gen.Int[0, 5], Gen.Int[0, 4], Gen.Bool, (type, title, level, status, test) => new Facts
    {
        Type = type,
        Title = title,
        Level = level == 0 ? null : level,
        Status = status == 0 ? null : new[] { "active", "resolved", "acknowledged", "ignored" }[status - 1],
        Subject = title,
        Link = type,
        Test = test,
        OccurredAt = test ? MadeEvents.Noon : null,
    });

    public static Gen<RandomEvent> Events { get; } = Gen.Select(
        Documents, Gen.Int[0, 5], SomeFacts.Array[1, 3], MaybeText, Gen.Int[0, 3], Gen.Int[0, 200],
        (document, kind, items, text, address, minute) => Make(document, kind, items, text, address, minute));

    private static RandomEvent Make(Doc document, int kind, Facts[] items, string? text, int address, int minute)
    {
        var written = document.Written;
        var (json, plain) = kind switch
        {
            // Cut short, it is plain text; unless what is left is JSON all the same.
            0 when written[0] is '{' or '[' => (null, written[..^1]),
            1 => (null, "payload=" + written),
            _ => (document, ""),
        };
        var body = Encoding.UTF8.GetBytes(json is null ? plain : written);
        (string, string)[] headers = [("X-A", text ?? "none"), ("x-b", "one"), ("X-B", Texts[minute % Texts.Length])];
        if (kind is 2 or 1)
        {
            var output = new MemoryStream();
            using (var gzip = new GZipStream(output, CompressionLevel.Fastest)) gzip.Write(body);
            body = output.ToArray();
            headers = [("Content-Encoding", "gzip"), .. headers];
        }
        // A header's value ends at a line's end, and blanks before it are not of it.
        headers = [.. headers.Select(one => (one.Item1, one.Item2.TrimStart(' ').Replace("\n", "")))];
        var lines = Encoding.UTF8.GetBytes(string.Concat(headers.Select(one => $"{one.Item1}: {one.Item2}\n")));
        var made = MadeEvents.WithBody("") with
        {
            Id = Guid.CreateVersion7(MadeEvents.Noon.AddSeconds(minute)),
            ReceivedAt = MadeEvents.Noon.AddMinutes(minute),
            Source = text ?? "webhook",
            Sender = address == 0 ? "github" : "catalyst-center",
            Verdict = (Verdict)(1 + minute % 4),
            Method = minute % 3 == 0 ? "PUT" : "POST",
            Path = "/" + text,
            RemoteAddress = new[] { "192.0.2.7", "192.0.2.77", "2001:db8::7", "unknown" }[address],
            Headers = lines,
            Body = body,
            BodyHash = BodyHash.Of(body),
            BodyReading = (BodyReading)(minute % 3),
            Facts = items[0],
            Items = items,
            SenderKey = text is null ? null : text + minute,
            SenderKeyWindow = TimeSpan.FromHours(1),
            Redacted = minute % 2 == 0 ? [] : ["header.authorization"],
        };
        return new(made, json, plain, headers);
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\0", "\\u0000")}\"";

    private static string Escape(string text) => $"\"{Regex.Replace(text, ".", match => $"\\u{(int)match.Value[0]:x4}", RegexOptions.Singleline)}\"";
}
