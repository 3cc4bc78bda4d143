using System.CommandLine;

namespace Creel.Server.Inboxes;

/// <summary>The options by which every command about an inbox names it.</summary>
internal sealed class InboxOptions
{
    private readonly Option<string?> _data = new("--data")
    {
        HelpName = "DIR",
        Description = "The inbox in this data directory: asked of its server where one runs, else read from its files "
            + "(default: $CREEL_DATA, else the usual place)",
    };

    private readonly Option<string?> _server = new("--server")
    {
        HelpName = "URL",
        Description = "The inbox of the server whose console is at this URL",
    };

    private readonly Option<string?> _token = new("--token")
    {
        HelpName = "TOKEN",
        Description = "The API token of that server (others on this machine can see it here; better: $CREEL_TOKEN)",
    };

    private readonly Option<bool> _tokenStdin = new("--token-stdin") { Description = "Read the API token from standard input" };
    private readonly Option<bool> _insecure = new("--insecure") { Description = "Accept any certificate of that server" };

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_data, _server, _token, _tokenStdin, _insecure]) command.Add(option);
    }

    public InboxChoice Read(ParseResult given) => new()
    {
        Data = given.GetValue(_data),
        Server = given.GetValue(_server),
        Token = given.GetValue(_tokenStdin) ? Terminal.ReadLine() ?? "" : given.GetValue(_token),
        Insecure = given.GetValue(_insecure),
    };
}
