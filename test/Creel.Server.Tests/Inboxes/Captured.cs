using Creel.Server.Inboxes;

namespace Creel.Server.Tests.Inboxes;

/// <summary>What a command wrote.</summary>
internal sealed class Captured
{
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public string Out => _out.ToString();
    public string Error => _error.ToString();
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public Screen Screen(int? width = null, bool colour = false) =>
        new(_out, _error) { Width = width, Colour = colour, OutIsTerminal = width is not null };
}
