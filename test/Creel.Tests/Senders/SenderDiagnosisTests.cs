using System.Collections.Concurrent;
using Creel.Configuration;
using Creel.Receiving.Explaining;
using Creel.Senders;
using Creel.Signatures;
using Creel.Tests.Receiving;
using static Creel.Tests.Receiving.SignedSources;

namespace Creel.Tests.Senders;

/// <summary>What goes wrong at any sender that signs, done to the sample of each.</summary>
public sealed class SenderDiagnosisTests
{
    private static readonly JsonLayout Minified = new("", null, ",", ":"), Indented = new("", "  ", ",", ": ");

    /// <summary>Each with the place of the scheme among those that its profile has.</summary>
    public static TheoryData<string, int> Signing
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var sender in SenderCatalog.Embedded.All.Where(sender => sender.Sample is not null))
            {
                var schemes = sender.Schemes.ToList();
                for (var i = 0; i < schemes.Count; i++)
                {
                    if (!schemes[i].SendsSecret && MadeUpKeys.For(schemes[i], 1) is not null) all.Add(sender.Name, i);
                }
            }
            return all;
        }
    }

    [Fact]
    public void There_are_many() => Assert.True(Signing.Count > 20, $"{Signing.Count}");

    [Theory, MemberData(nameof(Signing))]
    public void A_previous_secret_is_known(string name, int scheme)
    {
        var about = Signed(name, scheme, 1, 2);
        var previous = PreviousSecrets.None.After([about.Source with { Secrets = [new(Key(about.Source.Schemes[0], 1).Checks)] }], [about.Source]);
        Assert.Equal("previous-secret", (about with { Topology = new([about.Source]) { PreviousSecrets = previous } }).Explained().Cause);
    }

    [Theory, MemberData(nameof(Signing))]
    public void A_body_that_was_written_anew_is_found(string name, int scheme)
    {
        var about = Signed(name, scheme, 1, 1);
        Assert.Null(Diagnosis.Of(about));
        if (about.Request.Body.Span[0] is not ((byte)'{' or (byte)'[')) return;
        var indented = new JsonRewriter(1 << 20).Write(about.Request.Body.Span, Indented, JsonEscapes.AsWritten);
        var found = (about with { Request = about.Request with { Body = indented } }).Explained();
        Assert.Equal("body-changed", found.Cause);
        Assert.Contains("minified", found.NextStep, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Signing))]
    public void What_came_late_is_right_and_late(string name, int scheme)
    {
        var about = Signed(name, scheme, 1, 1);
        if (about.Source.Schemes[0].Time is not { } time) return;
        Assert.Equal("delayed", (about with { At = Noon + time.Tolerance + TimeSpan.FromHours(2) }).Explained().Cause);
        Assert.Equal("clock", (about with { At = Noon - time.Tolerance - TimeSpan.FromHours(2) }).Explained().Cause);
    }

    [Theory, MemberData(nameof(Signing))]
    public void A_header_that_is_missing_is_missed(string name, int scheme)
    {
        var about = Signed(name, scheme, 1, 1);
        var found = about.Without(about.Source.Schemes[0].Header!).Explained();
        Assert.Contains(found.Cause, (string?[])["no-signature", "no-secret", "other-sender"]);
    }

    // Some are made anew each time.
    private static readonly ConcurrentDictionary<(SignatureScheme, int), MadeUpKey> Keys = new();

    private static MadeUpKey Key(SignatureScheme scheme, int which) => Keys.GetOrAdd((scheme, which), key => MadeUpKeys.For(key.Item1, key.Item2)!);

    private static SignatureCase Signed(string name, int scheme, int by, int configured)
    {
        var sender = SenderCatalog.Embedded.Find(name)!;
        var used = sender.Schemes.ElementAt(scheme);
        var sent = SenderSample.Of(sender)!.Fill(new Uri("https://hooks.example.com/hooks/here"), Noon);
        if (sent.Body is [(byte)'{' or (byte)'[', ..]) sent.Body = new JsonRewriter(1 << 20).Write(sent.Body, Minified, JsonEscapes.AsWritten).ToArray();
        used.Sign(sent, Key(used, by).Signs, Noon);
        var key = Key(used, configured).Checks;
        return Case(sent, new Source
        {
            Name = "here",
            Path = "/hooks/here",
            Sender = sender,
            Schemes = [used],
            Signatures = SourceSignatures.Bind([used], [key]),
            Secrets = [new HiddenText(key)],
            BodyLimit = 1 << 20,
        });
    }
}
