using System.Text;
using Creel.Server.Certificates;
using Creel.Server.Local;

namespace Creel.Server.Hosting;

/// <summary>What <c>serve</c> says once it receives: all that a newcomer needs to send the first event.</summary>
internal static class Banner
{
    private const int MostUrls = 8;
    private const string Indent = "\n                ";

    // The user is the default source's, made or given; null: a configuration file has the credentials.
    public static void Print(DataDirectory data, ServeOptions options, ServerState state, UserPassword? user, ServerCertificate certificate)
    {
        var command = Environment.GetEnvironmentVariable("CREEL_COMMAND") is { Length: > 0 } launched ? launched : "creel";
        var where = options.DataPath == DataDirectory.FindOutsideService() ? "" : $" --data {CurlLine.Quote(data.Path)}";
        var isTls = state.ReceiveUrls[0].StartsWith("https:", StringComparison.Ordinal);

        var text = new StringBuilder();
        text.AppendLine($"Creel {ProgramVersion.Text} is receiving. What is answered with success is kept in {data.Path}");
        if (state.ConfigFile is { } config) Line(text, "Configured", config);
        Urls(text, state);
        if (isTls) Line(text, "Certificate", $"SHA-256 {certificate.Fingerprint}{Indent}" + (certificate.Configured is { } configured
            ? $"from {configured.File}"
            : $"its CA, to import into a sender: {command} cert export{where}"));
        if (user is not null) OneUser(text, data, state, user, (command, where));
        else
        {
            Line(text, "Credentials", $"{command} auth show NAME{where}");
            Line(text, "Try it", $"{Sending(command, where, data)} --source NAME");
        }
        Line(text, "What came", $"{command} list{where}");
        if (state.ConsoleUrl is { } console) Line(text, "Console", $"{command} console{where}{Indent}signs a browser in at {console}");
        if (options.Given.SavePath is { } file) Line(text, "Saving to", file);
        text.AppendLine();
        Terminal.Out.Write(text);
        Terminal.Out.Flush();
    }

    private static void Urls(StringBuilder text, ServerState state)
    {
        string[] bases = [.. state.PublicUrl is { } known ? [known] : Array.Empty<string>(), .. state.ReceiveUrls];
        if (state.Sources.Count == 1)
        {
            Line(text, "URL", string.Join(Indent, bases.Take(MostUrls).Select(url => url + state.Sources.Values.First())));
            return;
        }
        Line(text, "URL", string.Join(Indent, bases.Take(MostUrls)));
        var more = state.Sources.Count > MostUrls ? $"{Indent}and {state.Sources.Count - MostUrls} more" : "";
        Line(text, "Sources", string.Join(Indent, state.Sources.Take(MostUrls).Select(source => $"{source.Key} at {source.Value}")) + more);
    }

    private static void OneUser(StringBuilder text, DataDirectory data, ServerState state, UserPassword user, (string Command, string Where) call)
    {
        var (command, where) = call;
        var url = state.ReceiveUrls[0] + state.Sources.Values.First();
        if (Terminal.OutputIsTerminal)
        {
            Line(text, "Credentials", $"user {user.User}, password {user.Password}{Indent}header Authorization: {user.HeaderValue}");
            Line(text, "Try it", CurlLine.For(url, SenderCredential.Basic(user), url.StartsWith("https:", StringComparison.Ordinal) ? data.CaFile : null));
            return;
        }
        Line(text, "Credentials", $"{command} auth show{where}");
        Line(text, "Try it", Sending(command, where, data));
    }

    private static string Sending(string command, string where, DataDirectory data) =>
        where.Length == 0 ? $"{command} send" : $"CREEL_DATA={CurlLine.Quote(data.Path)} {command} send";

    private static void Line(StringBuilder text, string name, string value) => text.AppendLine($"  {name,-12}  {value}");
}
