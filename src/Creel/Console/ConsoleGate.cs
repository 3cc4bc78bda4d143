using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary>What every request to the console passes: host, who asks, method, and the answer when something goes wrong.</summary>
internal sealed class ConsoleGate(ApiToken token, Sessions sessions, HostCheck hosts, Action<string, Exception> fault)
{
    public static readonly Problem OtherOrigin = new(StatusCodes.Status403Forbidden, "Forbidden",
        "This was asked by another page than the console's. (Behind a proxy: does it pass the Host header on?)");

    private static readonly Problem WrongHost = new(StatusCodes.Status421MisdirectedRequest, "Misdirected request",
        "This console is not known by that host name. Use its address, localhost, or a name of its certificate (tls.names) or of publicUrl.");

    private static readonly Problem NotSignedIn = new(StatusCodes.Status401Unauthorized, "Unauthorized",
        "Send the API token: `Authorization: Bearer TOKEN`. It is kept in the server's data directory. A browser is signed in by the link that `creel console` shows.");

    private static readonly Problem NoToken = new(StatusCodes.Status401Unauthorized, "Unauthorized",
        "Send the API token: `Authorization: Bearer TOKEN`. It is kept in the server's data directory. A browser's session is not enough here.");

    private static readonly Problem Fault = new(StatusCodes.Status500InternalServerError, "Internal server error",
        "The fault is ours; what the server prints says more.");

    /// <summary>An endpoint that needs the token, or a session.</summary>
    public ConsoleHandler Guard(RequestDelegate handle) => Through(ConsoleAccess.Reader, changes: false, handle);

    /// <summary>An endpoint that needs the token, or a session and the console's own page, and changes something.</summary>
    public ConsoleHandler GuardChange(RequestDelegate handle) => Through(ConsoleAccess.Reader, changes: true, handle);

    /// <summary>An endpoint that needs the token itself, and changes something.</summary>
    public ConsoleHandler GuardTokenOnly(RequestDelegate handle) => Through(ConsoleAccess.TokenHolder, changes: true, handle);

    /// <summary>A file of the page: nothing in it is secret.</summary>
    public ConsoleHandler Page(RequestDelegate handle) => Through(ConsoleAccess.Visitor, changes: false, handle);

    /// <summary>How one who is not signed in becomes so.</summary>
    public ConsoleHandler Entrance(RequestDelegate handle) => Through(ConsoleAccess.Visitor, changes: true, handle);

    /// <summary>An endpoint for anyone who can reach the console, under whatever name: it must tell nothing worth knowing.</summary>
    public ConsoleHandler Open(RequestDelegate handle) => Through(ConsoleAccess.Anyone, changes: false, handle);

    private ConsoleHandler Through(ConsoleAccess access, bool changes, RequestDelegate handle) =>
        new(access, changes, context => AnswerAsync(context, async () =>
        {
            if (access != ConsoleAccess.Anyone && !hosts.Accepts(context)) throw new ProblemException(WrongHost);
            using var use = Admit(context, access, changes);
            RequireMethod(context, changes);
            await handle(context);
        }));

    /// <summary>Lets in or throws. What is let in by a session ends with it.</summary>
    private SessionUse? Admit(HttpContext context, ConsoleAccess access, bool changes)
    {
        if (access is ConsoleAccess.Anyone or ConsoleAccess.Visitor || token.IsIn(context.Request.Headers.Authorization)) return null;
        if (access == ConsoleAccess.Reader && SessionCookie.Read(context.Request) is { } id && sessions.Enter(id) is { } use)
        {
            if (changes ? SameOrigin.MayChange(context.Request) : SameOrigin.MayRead(context.Request))
            {
                // (A change is short, and signing out must still be answered.)
                if (!changes) use.EndsBy(context.Abort);
                return use;
            }
            use.Dispose();
            throw new ProblemException(OtherOrigin);
        }
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"creel\"";
        throw new ProblemException(access == ConsoleAccess.Reader ? NotSignedIn : NoToken);
    }

    private static void RequireMethod(HttpContext context, bool changes)
    {
        var method = context.Request.Method;
        if (changes ? HttpMethods.IsPost(method) : HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) return;
        context.Response.Headers.Allow = changes ? "POST" : "GET, HEAD";
        throw new ProblemException(new(StatusCodes.Status405MethodNotAllowed, "Method not allowed",
            changes ? "This changes something: use POST here." : "Use GET here."));
    }

    private async Task AnswerAsync(HttpContext context, Func<Task> handle)
    {
        SecurityHeaders.Set(context.Response.Headers);
        try
        {
            await handle();
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone; nobody is left to be answered.
        }
        catch (ProblemException e) when (!context.Response.HasStarted)
        {
            await e.Problem.WriteAsync(context);
        }
        catch (Exception e)
        {
            fault(context.Request.Path.Value ?? "", e);
            // An answer that is cut must not look whole: the connection ends without the end of the body.
            if (context.Response.HasStarted) context.Abort();
            else await AnswerFaultAsync(context);
        }
    }

    private static Task AnswerFaultAsync(HttpContext context)
    {
        context.Response.Clear();
        SecurityHeaders.Set(context.Response.Headers);
        return Fault.WriteAsync(context);
    }
}
