using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary>What every request to the console passes: host, token, method, and the answer when something goes wrong.</summary>
internal sealed class ConsoleGate(ApiToken token, HostCheck hosts, Action<string, Exception> fault)
{
    private static readonly Problem WrongHost = new(StatusCodes.Status421MisdirectedRequest, "Misdirected request",
        "This console is not known by that host name. Use its address, localhost, or a name it is configured with.");

    private static readonly Problem NoToken = new(StatusCodes.Status401Unauthorized, "Unauthorized",
        "Send the API token: `Authorization: Bearer TOKEN`. It is kept in the server's data directory.");

    private static readonly Problem Fault = new(StatusCodes.Status500InternalServerError, "Internal server error",
        "The fault is ours; what the server prints says more.");

    /// <summary>An endpoint that needs the token.</summary>
    public RequestDelegate Guard(RequestDelegate handle) => Guard(handle, RequireRead);

    /// <summary>An endpoint that needs the token and changes something.</summary>
    public RequestDelegate GuardChange(RequestDelegate handle) => Guard(handle, RequirePost);

    private RequestDelegate Guard(RequestDelegate handle, Action<HttpContext> requireMethod) => context => AnswerAsync(context, () =>
    {
        if (!hosts.Accepts(context)) throw new ProblemException(WrongHost);
        if (!token.IsIn(context.Request.Headers.Authorization))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"creel\"";
            throw new ProblemException(NoToken);
        }
        requireMethod(context);
        return handle(context);
    });

    /// <summary>An endpoint for anyone who can reach the console, under whatever name: it must tell nothing worth knowing.</summary>
    public RequestDelegate Open(RequestDelegate handle) => context => AnswerAsync(context, () =>
    {
        RequireRead(context);
        return handle(context);
    });

    private static void RequireRead(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) return;
        context.Response.Headers.Allow = "GET, HEAD";
        throw new ProblemException(new(StatusCodes.Status405MethodNotAllowed, "Method not allowed", "Use GET here."));
    }

    private static void RequirePost(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method)) return;
        context.Response.Headers.Allow = "POST";
        throw new ProblemException(new(StatusCodes.Status405MethodNotAllowed, "Method not allowed", "This changes something: use POST here."));
    }

    private async Task AnswerAsync(HttpContext context, Func<Task> handle)
    {
        Harden(context.Response.Headers);
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
        Harden(context.Response.Headers);
        return Fault.WriteAsync(context);
    }

    private static void Harden(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
