using System.Text;
using Creel.Server.Local;

namespace Creel.Server.Configuring;

/// <summary>How to send to a source, for whoever sets a sender up.</summary>
internal sealed record SourceCredentials(SourceAccess Source, IReadOnlyList<string> Urls, string? CaFile)
{
    /// <param name="data">The receiver's.</param>
    /// <param name="name">The source; null: the only one, else the usual one.</param>
    /// <param name="config">A configuration file that was named; null: the one that the receiver runs by.</param>
    /// <exception cref="CommandException">There is no such source, or its credentials can't be read from here.</exception>
    public static SourceCredentials Find(DataDirectory data, string? name, string? config = null)
    {
        var state = ServerState.Read(data);
        var file = config is not null || state is null ? ConfigChoice.Find(config) : state.ConfigFile;
        var all = SourceAccess.All(data, file);
        if (all.Count == 0) throw CommandException.Failed($"No credentials were made yet in {data.Path}.", "They are made at the first start: creel serve");
        name ??= all.Count == 1 ? all[0].Name : all.FirstOrDefault(one => one.Name == DefaultSource.Name)?.Name;
        var source = all.FirstOrDefault(one => one.Name == name);
        if (source is null)
        {
            throw CommandException.Usage(name is null ? "There are several sources." : $"There is no source `{name}`.",
                $"Name one of these: {string.Join(", ", all.Select(one => one.Name).Order(StringComparer.Ordinal))}");
        }
        if (source.Faults.Count > 0 || source.Path is null) throw new ConfigLoader(file, GivenOptions.None).Refused(source.Faults);
        return new(source, UrlsOf(state, source.Path), File.Exists(data.CaFile) ? data.CaFile : null);
    }

    public string Text()
    {
        var text = Head();
        foreach (var credential in Source.Credentials)
        {
            if (credential.User is { } user)
            {
                Line(text, "User:", user.User);
                Line(text, "Password:", user.Password);
            }
            Line(text, $"{credential.Header}:", credential.Value);
        }
        Signing(text);
        foreach (var secret in Source.Secrets) Line(text, SecretName, secret.Reveal());
        if (Source.Credentials.Count == 0 && !IsSigned) Line(text, "Credentials:", Without);
        return text.AppendLine().AppendLine(Trying).ToString();
    }

    /// <param name="dataOption">The <c>--data</c> that was given, to be given again.</param>
    public string WithoutSecrets(string? dataOption)
    {
        if (Source.Credentials.Count + Source.Secrets.Count == 0) return Text();
        var command = $"creel auth show {CurlLine.Quote(Source.Name)}{(dataOption is null ? "" : $" --data {CurlLine.Quote(dataOption)}")}";
        var text = Head();
        var hidden = "Password:";
        foreach (var credential in Source.Credentials)
        {
            if (credential.User is { } user) Line(text, "User:", user.User);
            else Line(text, hidden = "Header:", credential.Header);
        }
        Signing(text);
        hidden = Source.Credentials.Count == 0 ? SecretName : hidden == "Header:" ? "Value:" : hidden;
        Line(text, hidden, $"shown on a terminal by: {command}");
        Line(text, "", $"shown anywhere by:      {command} --show-secrets");
        if (IsSigned) text.AppendLine().AppendLine(Trying);
        return text.ToString();
    }

    private bool IsSigned => Source.Secrets.Count + Source.Topics.Count > 0;

    // A public key is no secret, and still the sender's to show.
    private string SecretName => Source.Schemes.Any(scheme => scheme.SignsWithAnotherKey && Source.Secrets.All(secret => scheme.KeyProblem(secret.Reveal()) is null)) ? "Public key:" : "Secret:";

    private void Signing(StringBuilder text)
    {
        if (!IsSigned) return;
        if (Source.Sender is { } sender) Line(text, "Sender:", $"{sender.Title}; `creel senders {sender.Name}` says how to set it up");
        // With several the first that is on a request decides.
        foreach (var scheme in Source.Schemes.Where(scheme => Source.Secrets.Any(secret => scheme.KeyProblem(secret.Reveal()) is null))) Line(text, "Signature:", scheme.Description);
        foreach (var topic in Source.Topics) Line(text, "Topic:", topic);
    }

    // curl can't sign; `creel send` does as the sender does.
    private string Trying => IsSigned ? $"Try it:         creel send --source {CurlLine.Quote(Source.Name)}" : CurlLine.For(Urls[0], Source.Credentials.FirstOrDefault(), CaFile);

    public override string ToString() => Source.Name;

    private string Without => Source.ClientSubjects.Count == 0
        ? "none: this source is open to anybody"
        : $"a client certificate of {string.Join(" or ", Source.ClientSubjects)}";

    private StringBuilder Head()
    {
        var text = new StringBuilder();
        Line(text, "Source:", Source.Name);
        Line(text, "URL:", string.Join("\n                ", Urls));
        return text;
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append($"{name,-15} {value}\n");

    private static IReadOnlyList<string> UrlsOf(ServerState? state, string path)
    {
        string[] bases = [.. state?.PublicUrl is { } known ? [known] : Array.Empty<string>(), .. state?.ReceiveUrls ?? []];
        return bases.Length > 0 ? [.. bases.Select(url => url.TrimEnd('/') + path)] : ["https://localhost:5443" + path];
    }
}
