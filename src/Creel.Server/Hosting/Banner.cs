using System.Text;
using Creel.Server.Certificates;
using Creel.Server.Local;

namespace Creel.Server.Hosting;

/// <summary>What <c>serve</c> says once it receives: all that a newcomer needs to send the first event.</summary>
internal static class Banner
{
    private const int MostUrls = 8;

    public static void Print(DataDirectory data, ServeOptions options, ServerState state, UserPassword user, ServerCertificate certificate)
    {
        var secretsShown = Terminal.OutputIsTerminal;
        var command = Environment.GetEnvironmentVariable("CREEL_COMMAND") is { Length: > 0 } launched ? launched : "creel";
        var where = options.DataPath == DataDirectory.Find(null) ? "" : $" --data {CurlLine.Quote(data.Path)}";
        var path = state.Sources.First().Value;
        var isTls = state.ReceiveUrls[0].StartsWith("https:", StringComparison.Ordinal);

        var text = new StringBuilder();
        text.AppendLine($"Creel {ProgramVersion.Text} is receiving. What is answered with success is kept in {data.Path}");
        Line(text, "URL", string.Join("\n                ", state.ReceiveUrls.Take(MostUrls).Select(url => url + path)));
        if (isTls) Line(text, "Certificate", $"SHA-256 {certificate.Fingerprint}\n                " + (certificate.Configured is { } configured
            ? $"from {configured.File}"
            : $"its CA, to import into a sender: {command} cert export{where}"));
        Line(text, "Credentials", secretsShown
            ? $"user {user.User}, password {user.Password}\n                header Authorization: {user.HeaderValue}"
            : $"{command} auth show{where}");
        if (secretsShown)
            Line(text, "Try it", CurlLine.For(state.ReceiveUrls[0] + path, user, isTls ? data.CaFile : null));
        else
            Line(text, "Try it", where.Length == 0 ? $"{command} send" : $"CREEL_DATA={CurlLine.Quote(data.Path)} {command} send");
        Line(text, "What came", $"{command} list{where}");
        if (state.ConsoleUrl is { } console) Line(text, "API", $"{console}/api/events");
        if (options.SavePath is { } file) Line(text, "Saving to", file);
        text.AppendLine();
        Terminal.Out.Write(text);
        Terminal.Out.Flush();
    }

    private static void Line(StringBuilder text, string name, string value) => text.AppendLine($"  {name,-12}  {value}");
}
