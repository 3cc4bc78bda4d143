using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary>An endpoint behind the gate. Only <see cref="ConsoleGate"/> makes them, and only they can be mapped.</summary>
/// <param name="Access">Who is let in.</param>
/// <param name="Changes">Whether it changes something: POST; otherwise GET and HEAD.</param>
/// <param name="HandleAsync">What was given to the gate, with the gate around it.</param>
internal sealed record ConsoleHandler(ConsoleAccess Access, bool Changes, RequestDelegate HandleAsync)
{
    public string[] Methods => Changes ? ["POST"] : ["GET", "HEAD"];
}
