using Creel.Senders;
using Creel.Signatures;

namespace Creel.Configuration;

/// <summary>How a source's sender signs: the sender's schemes, adjusted by the source, with the source's secrets.</summary>
internal static class SourceSignaturesCompiler
{
    public static (IReadOnlyList<SignatureScheme> Schemes, SourceSignatures Signatures) Compile(SourceOptions source, SenderProfile sender, ConfigProblems problems)
    {
        var schemes = Schemes(source, sender, problems);
        List<string> secrets = [.. source.Secrets.Select(secret => secret.Value.Reveal())];
        if (source.Secrets.Count > 0 && schemes.Count == 0)
        {
            problems.Add(source.Secrets[0].Place, $"the sender `{sender.Name}` signs nothing, and sends no secret of this kind.",
                $"{Takes(sender)} A sender that signs in a way of its own is `hmac`, with `signature`; see `creel senders {sender.Name}`.");
            return (schemes, SourceSignatures.None);
        }
        foreach (var secret in source.Secrets.Where(secret => schemes.All(scheme => scheme.KeyProblem(secret.Value.Reveal()) is not null)))
        {
            problems.Add(secret.Place, $"can't be a secret of the sender `{sender.Name}`: {schemes[0].KeyProblem(secret.Value.Reveal())}.",
                "Copy it whole from where the sender is set up.");
        }
        secrets.AddRange(Topics(source, sender, schemes, problems));
        return (schemes, SourceSignatures.Bind(schemes, secrets));
    }

    private static List<SignatureScheme> Schemes(SourceOptions source, SenderProfile sender, ConfigProblems problems)
    {
        if (source.Signature is not { } signature) return [.. sender.Schemes];
        if (!sender.Auth.Any(auth => auth.Data.Scheme == "hmac"))
        {
            problems.Add(signature.Place, $"the sender `{sender.Name}` has no signature that could be adjusted.", "Remove it, or name the sender `hmac`.");
            return [.. sender.Schemes];
        }
        try
        {
            // The first alone: what is adjusted must not have a way around it.
            return [.. sender.Auth.Where(auth => auth.Data.Scheme == "hmac").Take(1).Select(auth => AuthCompiler.Compile(Adjust(auth.Data, signature))!)];
        }
        catch (FormatException e)
        {
            problems.Add(signature.Place, $"makes no signature that could be checked: {e.Message}", "See the sender `hmac` in docs/senders.");
            return [.. sender.Schemes];
        }
    }

    private static AuthData Adjust(AuthData data, SignatureOptions options)
    {
        var timestamp = data.Timestamp;
        if (options.TimestampHeader is { } header) timestamp = (timestamp ?? new TimestampData { From = "" }) with { From = $"header.{header.Value}" };
        if (timestamp is not null && options.TimestampUnit is { } unit) timestamp = timestamp with { Unit = unit.Value };
        if (timestamp is not null && options.Tolerance is { } tolerance) timestamp = timestamp with { Tolerance = tolerance.Value };
        return data with
        {
            Header = options.Header?.Value ?? data.Header,
            Algorithm = options.Algorithm?.Value ?? data.Algorithm,
            Encoding = options.Encoding?.Value ?? data.Encoding,
            Prefix = options.Prefix?.Value ?? data.Prefix,
            Separator = options.Separator?.Value ?? data.Separator,
            Signed = options.Signed?.Value ?? data.Signed,
            Key = options.Key?.Value ?? data.Key,
            Timestamp = timestamp,
        };
    }

    private static IEnumerable<string> Topics(SourceOptions source, SenderProfile sender, List<SignatureScheme> schemes, ConfigProblems problems)
    {
        if (source.Topics is not { } topics) yield break;
        if (!sender.Auth.Any(auth => auth.Data.Scheme == "sns"))
        {
            problems.Add(topics.Place, $"the sender `{sender.Name}` has no topics.", "Remove it; the sender aws-sns has them.");
            yield break;
        }
        foreach (var topic in topics.Value)
        {
            if (schemes.Select(scheme => scheme.KeyProblem(topic.Value)).All(problem => problem is not null))
                problems.Add(topic.Place, $"is {topic.Shown}, which is no topic of SNS.", "Write it like this: arn:aws:sns:eu-west-1:123456789012:alarms");
            yield return topic.Value;
        }
    }

    /// <summary>What a source of this sender can ask for.</summary>
    public static string Takes(SenderProfile sender)
    {
        var keys = new List<string>();
        foreach (var auth in sender.Auth)
        {
            var key = auth.Data.Scheme switch { "basic" => "basic", "certificate" => "clientCertificates", "sns" => "topics", _ => "secrets" };
            if (!keys.Contains(key)) keys.Add(key);
        }
        return keys.Count == 0 ? "Give it basic, bearer, headers or clientCertificates." : $"Give it {string.Join(" or ", keys)}{(keys.Contains("basic") ? ", or bearer or headers" : "")}.";
    }
}
