using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Creel.Configuration;
using Creel.Json;
using Creel.Senders;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>
/// Answers what a sender asks in a body, after it has proven itself as for any event. What only resembles a question, because its
/// challenge is missing or too long, is an event and kept.
/// </summary>
internal sealed class BodyHandshakes(SubscriptionConfirmation confirmation)
{
    private const int LongestChallenge = 4096;
    private const int LongestQuestion = 64 << 10;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=");

    /// <summary>The question that a request is; null for nearly all. Allocates nothing then.</summary>
    /// <param name="source">Where it goes.</param>
    /// <param name="headers">Its headers.</param>
    /// <param name="body">Its body, decompressed.</param>
    public static HandshakeQuestion? Find(Source source, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var rules = source.Sender.HandshakeRules;
        if (rules.InBody.Length == 0 || body.Length > LongestQuestion || !BodySyntax.LooksLikeJson(body)) return null;
        Span<JsonSlot> slots = stackalloc JsonSlot[HandshakeCompiler.MostPlaces];
        var read = false;
        foreach (var handshake in rules.InBody)
        {
            if (!MayBe(handshake, headers, body)) continue;
            if (!read && !TryRead(rules.BodyPaths, body, slots)) return null;
            read = true;
            if (Says(handshake, body, slots) && TryChallenge(handshake, body, slots, out var challenge)) return new(handshake, challenge);
        }
        return null;
    }

    /// <param name="question">What was found.</param>
    /// <param name="source">Where.</param>
    /// <param name="signed">The request, body included.</param>
    /// <param name="isSigned">It bears a good signature, which is more than good credentials.</param>
    /// <param name="at">Now.</param>
    /// <returns>Null: there is nothing to answer it with, so it is kept as an event.</returns>
    public ValueTask<Answer?> AnswerAsync(HandshakeQuestion question, Source source, in SignedRequest signed, bool isSigned, DateTimeOffset at) => question.Handshake.Kind switch
    {
        HandshakeKind.EchoBody => new(question.Handshake.As is { } name ? HandshakeAnswer.Json(name, question.Challenge) : HandshakeAnswer.Text(question.Challenge)),
        HandshakeKind.HmacBody => new(Hmac(question.Challenge, source, signed, at)),
        HandshakeKind.Constant => new(HandshakeAnswer.Constant(question.Handshake.Status, question.Handshake.Answer)),
        // Whoever has only a password could have us confirm what he likes.
        HandshakeKind.SnsConfirm when isSigned => confirmation.ConfirmAsync(question.Challenge, source),
        _ => default,
    };

    // The secret that fits this request: while one is replaced by another, the sender knows only one of them.
    private static Answer? Hmac(string token, Source source, in SignedRequest signed, DateTimeOffset at)
    {
        // What Zoom signs has colons in it; a token has none. So nobody gets a signature by asking for the HMAC of a token.
        if (token.AsSpan().ContainsAnyExcept(TokenCharacters)) return null;
        foreach (var secret in source.Secrets)
        {
            var alone = SourceSignatures.Bind(source.Schemes, [secret.Reveal()]);
            if (alone.Deciding(signed) is not { } verifier || !verifier.Check(signed, at).IsGood) continue;
            var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), Encoding.UTF8.GetBytes(token));
            return HandshakeAnswer.Json(("plainToken", token), ("encryptedToken", Convert.ToHexStringLower(hash)));
        }
        return null;
    }

    private static bool MayBe(BodyHandshake handshake, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        foreach (var (name, value) in handshake.Headers)
        {
            if (headers[name] is not [{ } given] || !given.Equals(value, StringComparison.OrdinalIgnoreCase)) return false;
        }
        foreach (var place in handshake.Places)
        {
            if (place.Distinct && body.IndexOf(place.Value) < 0) return false;
        }
        return true;
    }

    private static bool TryRead(PathTree paths, ReadOnlySpan<byte> body, Span<JsonSlot> slots)
    {
        try
        {
            paths.Read(body, slots);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Says(BodyHandshake handshake, ReadOnlySpan<byte> body, ReadOnlySpan<JsonSlot> slots)
    {
        foreach (var place in handshake.Places)
        {
            var slot = slots[place.Slot];
            if (slot.Kind is not (JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)) return false;
            if (!JsonText.Same(body.Slice(slot.Start, slot.Length), place.Value)) return false;
        }
        return true;
    }

    private static bool TryChallenge(BodyHandshake handshake, ReadOnlySpan<byte> body, ReadOnlySpan<JsonSlot> slots, out string challenge)
    {
        challenge = "";
        if (handshake.Challenge < 0) return true;
        var slot = slots[handshake.Challenge];
        if (slot.Kind is not (JsonTokenType.String or JsonTokenType.Number) || slot.Length is 0 or > LongestChallenge) return false;
        challenge = JsonPlace.Decode(body.Slice(slot.Start, slot.Length));
        return true;
    }
}

/// <summary>A question found in a body.</summary>
/// <param name="Handshake">Which.</param>
/// <param name="Challenge">What is to come back, or be called.</param>
internal sealed record HandshakeQuestion(BodyHandshake Handshake, string Challenge);
