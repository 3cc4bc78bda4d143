using System.Net;
using Creel.Configuration;
using Creel.Signatures;

namespace Creel.Embedding;

/// <summary>A source that was declared in code, as if it had been read: so both go the same way from here, and are checked by the same rules.</summary>
internal static class SourceOptionsOf
{
    /// <summary>Null when it can't go on; why is among the problems.</summary>
    public static Named<SourceOptions>? Code(CreelSource source, ConfigProblems problems)
    {
        var place = new ConfigPlace(0, 0, $"source {source.Name}");
        var before = problems.Count;
        if (SourceKeys.CheckName(source.Name, ConfigText.Shown(source.Name)) is { } badName) problems.Add(place, badName);
        if (source.AcknowledgeStatus is < 200 or > 299) problems.Add(place, $"AcknowledgeStatus is {source.AcknowledgeStatus}.", "Set it to 200 to 299: to any other answer the sender sends the event again.");
        if (source.BodyLimit is < 1) problems.Add(place, $"BodyLimit is {source.BodyLimit}.", "Set it to the bytes that a body may have.");
        CheckCredentials(source, place, problems);
        var allow = source.Allow.Select(text => Network(text, place.Under("Allow"), problems)).OfType<Located<IPNetwork>>().ToList();
        if (problems.Count > before) return null;
        return new(new(source.Name, place, source.Name), Options(source, place, allow));
    }

    public static RetentionOptions? Retention(TimeSpan? maxAge, long? maxBytes, ConfigPlace place) => maxAge is null && maxBytes is null ? null : new RetentionOptions
    {
        MaxAge = maxAge is { } age ? new(age, place.Under("MaxAge"), $"{age}") : null,
        MaxBytes = maxBytes is { } bytes ? new(bytes, place.Under("MaxBytes"), $"{bytes}") : null,
    };

    private static SourceOptions Options(CreelSource source, ConfigPlace place, List<Located<IPNetwork>> allow)
    {
        var options = new SourceOptions
        {
            Place = place,
            Path = Text(source.Path, place),
            Sender = Text(source.Sender, place),
            Basic = [.. source.Basic.Select(one => Located(Basic(one, place), place))],
            Bearer = [.. source.Bearer.Select(token => Secret(token, place))],
            Secrets = [.. source.Secrets.Select(secret => Secret(secret, place.Under("AddSecret")))],
            Topics = source.Topics.Count == 0 ? null : new([.. source.Topics.Select(topic => Text(topic, place.Under("AddTopic")))], place, ""),
            KeepSecrets = new(source.KeepSecrets, place, $"`{source.KeepSecrets}`"),
            Headers = [.. source.Headers.Select(one => Located(Header(one, place), place))],
            Open = source.Open ? new(true, place, "`true`") : null,
            Allow = allow,
            RequireJson = new(source.RequireJson, place, $"`{source.RequireJson}`"),
            BodyLimit = source.BodyLimit is { } limit ? new(limit, place.Under("BodyLimit"), $"{limit}") : null,
            Respond = new()
            {
                Status = source.AcknowledgeStatus is { } status ? new(status, place, $"{status}") : null,
                Body = source.AcknowledgeBody is { } body ? new(body, place.Under("AcknowledgeBody"), "the body") : null,
            },
            Retention = Retention(source.MaxAge, source.MaxBytes, place),
        };
        // What is not said counts as said wrong elsewhere: these are the keys that the compilers look for.
        if (source.Basic.Count > 0) options.Given.Add("basic");
        if (source.Bearer.Count > 0) options.Given.Add("bearer");
        if (source.Headers.Count > 0) options.Given.Add("headers");
        if (source.Secrets.Count > 0) options.Given.Add("secrets");
        if (source.Topics.Count > 0) options.Given.Add("topics");
        if (source.Open) options.Given.Add("open");
        return options;
    }

    private static void CheckCredentials(CreelSource source, ConfigPlace place, ConfigProblems problems)
    {
        var count = source.Basic.Count + source.Bearer.Count + source.Headers.Count + source.Secrets.Count + source.Topics.Count;
        if (count == 0 && !source.Open) problems.Add(place, "has no credentials: anybody could send.", "Call AddSecret, AddBasic, AddBearer or AddHeader; if anybody may send, set Open = true.");
        if (count > 0 && source.Open) problems.Add(place, "has credentials and says Open, that anybody may send.", "Remove one of the two.");
        if (source.Basic.Any(one => one.Password.Length == 0)) problems.Add(place, "has an empty password.", "Is the setting there that it is read from?");
        if (source.Bearer.Any(token => token.Length == 0)) problems.Add(place, "has an empty bearer token.", "Is the setting there that it is read from?");
        if (source.Secrets.Any(secret => secret.Length == 0)) problems.Add(place, "has an empty secret.", "Is the setting there that it is read from?");
        if (source.Headers.Any(one => one.Value.Length == 0)) problems.Add(place, "has a header with an empty value.", "Is the setting there that it is read from?");
    }

    private static Located<IPNetwork>? Network(string text, ConfigPlace place, ConfigProblems problems)
    {
        var shown = ConfigText.Shown(text);
        var parsed = ConfigNetworks.Parse(text, shown);
        if (parsed.Complaint is null) return new(parsed.Value, place, shown);
        problems.Add(place, parsed.Complaint);
        return null;
    }

    private static BasicOptions Basic((string User, string Password) one, ConfigPlace place)
    {
        var basic = new BasicOptions { Place = place, User = Text(one.User, place.Under("AddBasic")), Password = Secret(one.Password, place) };
        basic.Given.UnionWith(["user", "password"]);
        return basic;
    }

    private static HeaderOptions Header((string Name, string Value) one, ConfigPlace place)
    {
        var header = new HeaderOptions { Place = place, Name = Text(one.Name, place.Under("AddHeader")), Value = Secret(one.Value, place.Under("AddHeader")) };
        header.Given.UnionWith(["name", "value"]);
        return header;
    }

    private static Located<string> Text(string text, ConfigPlace place) => new(text, place, ConfigText.Shown(text));

    private static Located<HiddenText> Secret(string secret, ConfigPlace place) => new(new(secret), place, "***");

    private static Located<T> Located<T>(T value, ConfigPlace place) => new(value, place, "");
}
