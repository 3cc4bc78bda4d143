using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary>A request that is answered with <c>application/problem+json</c>: what is wrong, and in the detail what to do.</summary>
internal sealed record Problem(int Status, string Title, string Detail)
{
    public static Problem BadRequest(string detail) => new(StatusCodes.Status400BadRequest, "Bad request", detail);

    public static Problem NotFound(string detail) => new(StatusCodes.Status404NotFound, "Not found", detail);

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/problem+json";
        var json = EventJson.Writer(context.Response.BodyWriter);
        await using (json)
        {
            json.WriteStartObject();
            json.WriteString("title", Title);
            json.WriteNumber("status", Status);
            json.WriteString("detail", Detail);
            json.WriteEndObject();
        }
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
