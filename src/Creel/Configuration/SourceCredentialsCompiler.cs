using System.Buffers;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Configuration;

/// <summary>What a sender must show. A source has something, or says in so many words that it has nothing.</summary>
internal static class SourceCredentialsCompiler
{
    private static readonly string[] Kinds = ["basic", "bearer", "headers", "secrets", "topics", "clientCertificates"];

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // They belong to the connection or are made up by every client: no secret, or one that no sender can set.
    private static readonly string[] NotForSecrets = ["Host", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Connection", "Date", "User-Agent"];

    public static (List<BasicCredential> Basic, List<SecretText> Bearer, List<HeaderCredential> Headers) Compile(
        Named<SourceOptions> named, SenderProfile? sender, bool hasClientCa, ConfigProblems problems)
    {
        var source = named.Value;
        CheckOpen(named, sender, problems);
        if (source.ClientCertificates is { } certificates)
        {
            if (!hasClientCa) problems.Add(certificates.Place, "needs a CA that signs the clients' certificates.", "Name its file as tls.clientCa.");
            foreach (var subject in certificates.Value)
            {
                if (string.IsNullOrWhiteSpace(subject.Value)) problems.Add(subject.Place, "is an empty subject.", "Write it like CN=controller,O=Example, or a common name or DNS name alone.");
            }
        }
        return ([.. source.Basic.Select(one => Basic(one, problems)).OfType<BasicCredential>()],
            [.. source.Bearer.Select(one => Bearer(one, problems)).OfType<SecretText>()],
            [.. source.Headers.Select(one => Header(one, problems)).OfType<HeaderCredential>()]);
    }

    private static void CheckOpen(Named<SourceOptions> named, SenderProfile? sender, ConfigProblems problems)
    {
        var source = named.Value;
        var given = Kinds.Where(source.Given.Contains).ToList();
        if (source.Open is { Value: true } open && given.Count > 0)
            problems.Add(open.Place, $"says that anybody may send, and there is also {string.Join(", ", given)}.", "Remove one of the two.");
        else if (given.Count == 0 && source.Open is not { Value: true } && !(source.Given.Contains("open") && source.Open is null))
            problems.Add(named.Place, "has no credentials: anybody could send.", $"{(sender is null ? "Give it basic, bearer, headers, secrets or clientCertificates." : SourceSignaturesCompiler.Takes(sender))} If anybody may send, say `open: true`.");
    }

    private static BasicCredential? Basic(Located<BasicOptions> basic, ConfigProblems problems)
    {
        var (user, password) = (basic.Value.User, basic.Value.Password);
        var before = problems.Count;
        if (!basic.Value.Given.Contains("user")) problems.Add(basic.Place, "has no user.", "Write `user: NAME`.");
        if (!basic.Value.Given.Contains("password")) problems.Add(basic.Place, "has no password.", "Write `password: \"${env:NAME}\"` or ${file:PATH}.");
        if (user is not null)
        {
            if (user.Value.Length == 0) problems.Add(user.Place, "is empty.", "Give the user a name.");
            // Not shown: what stands behind the colon may well be the password.
            else if (user.Value.Contains(':')) problems.Add(user.Place, "holds a colon, which a user can't: HTTP Basic splits at the first one.", "Write the password under `password`, or choose another name.");
            else if (user.Value.Any(char.IsControl)) problems.Add(user.Place, "holds a control character.", "HTTP Basic can't carry it; choose another name.");
        }
        return problems.Count > before || user is null || password is null ? null : new(user.Value, password.Value.Reveal());
    }

    private static SecretText? Bearer(Located<HiddenText> token, ConfigProblems problems)
    {
        if (token.Value.Reveal().All(c => c is > ' ' and < '\x7f')) return new(token.Value.Reveal());
        problems.Add(token.Place, "holds a character that a bearer token can't have.", "Use letters, digits and -._~+/= only, without the word Bearer.");
        return null;
    }

    private static HeaderCredential? Header(Located<HeaderOptions> header, ConfigProblems problems)
    {
        var (name, value) = (header.Value.Name, header.Value.Value);
        var before = problems.Count;
        if (!header.Value.Given.Contains("name")) problems.Add(header.Place, "has no name.", "Write `name: X-Auth-Token`.");
        if (!header.Value.Given.Contains("value")) problems.Add(header.Place, "has no value.", "Write `value: \"${env:NAME}\"` or ${file:PATH}.");
        if (name is not null)
        {
            if (name.Value.Length == 0 || name.Value.AsSpan().ContainsAnyExcept(TokenCharacters))
                problems.Add(name.Place, $"is {name.Shown}, which can't be a header's name.", "Write the name alone, such as X-Auth-Token.");
            else if (NotForSecrets.Contains(name.Value, StringComparer.OrdinalIgnoreCase))
                problems.Add(name.Place, $"is {name.Shown}, a header that can't carry a secret.", "Choose another one, such as X-Auth-Token.");
        }
        if (value is not null && value.Value.Reveal() is var text && text.Trim(' ') != text)
            problems.Add(value.Place, "begins or ends with a space, which HTTP takes away.", "Remove the space.");
        return problems.Count > before || name is null || value is null ? null : new(name.Value, new(value.Value.Reveal()));
    }
}
