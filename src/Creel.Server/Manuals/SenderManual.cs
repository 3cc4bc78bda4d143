using Creel.Senders;

namespace Creel.Server.Manuals;

/// <summary>The manual page of a sender: all that its profile says, for who sets it up.</summary>
internal static class SenderManual
{
    /// <param name="sender">The sender.</param>
    /// <param name="places">Where it would send to.</param>
    public static Manual Of(SenderProfile sender, SenderPlaces places)
    {
        var (url, source) = (places.Url(sender), places.Source(sender)?.Name);
        var parts = new List<ManualPart> { new ManualParagraph(Standing(sender)), new ManualParagraph(sender.Docs) };
        parts.AddRange([new ManualHeading("How it proves itself"), .. Auth(sender)]);
        parts.AddRange([new ManualHeading("Configuration"), new ManualCode("yaml", SenderConfigBlock.Yaml(sender))]);
        if (SenderConfigBlock.Instead(sender) is { } instead) parts.Add(new ManualParagraph(instead));
        if (sender.Setup.Count > 0) parts.AddRange([new ManualHeading("Setting it up"), new ManualList([.. sender.Setup.Select(step => step.Replace("{url}", url, StringComparison.Ordinal))], Numbered: true)]);
        parts.AddRange([new ManualHeading("Trying it"), .. SenderTryingText.Of(sender, url, source)]);
        if (SenderFactsText.Rows(sender.Data.Facts, sender.Data.Items) is { Count: > 0 } facts) parts.AddRange([new ManualHeading("What is read of an event"), new ManualRows(facts)]);
        if (sender.Form is { } form) parts.Add(new ManualParagraph($"Of a form-encoded body the field `{form}` is read as JSON."));
        parts.AddRange([new ManualHeading("Delivery"), new ManualRows(SenderDeliveryText.Rows(sender))]);
        if (sender.Handshakes.Count > 0) parts.AddRange([new ManualHeading("What it asks first"), new ManualList([.. sender.Handshakes.Select(SenderHandshakeText.Of)])]);
        if (sender.Unconfirmed.Count > 0) parts.AddRange([new ManualHeading("Not confirmed"), new ManualList(sender.Unconfirmed)]);
        if (sender.References.Count > 0) parts.AddRange([new ManualHeading("References"), new ManualLinks(sender.References)]);
        return new Manual(sender.Title, parts);
    }

    /// <summary>A word for lists.</summary>
    public static string StandingWord(SenderProfile sender) => sender.Unconfirmed.Count == 0 ? "confirmed" : "unconfirmed";

    private static string Standing(SenderProfile sender) => $"The sender `{sender.Name}`. " + (sender.Unconfirmed.Count, sender.References.Count) switch
    {
        (0, 0) => "It is nobody's in particular.",
        (0, _) => "What stands here was found in public documentation, which the references name.",
        (1, _) => "One point was not found in public documentation: see \"Not confirmed\".",
        var (points, _) => $"{points} points were not found in public documentation: see \"Not confirmed\".",
    };

    private static IEnumerable<ManualPart> Auth(SenderProfile sender)
    {
        if (sender.Auth.Count == 0)
        {
            yield return new ManualParagraph("In no way of its own: give the source whatever the sender can send (`basic`, `bearer`, `headers`, or `clientCertificates`).");
            yield break;
        }
        yield return new ManualList([.. sender.Auth.Select(SenderAuthText.Long)], Numbered: sender.Auth.Count > 1);
        if (sender.Schemes.Count() > 1) yield return new ManualParagraph("The first of these that is on a request, and that the source's secrets are for, decides: a good weak one beside a bad strong one is of no use.");
    }
}
