using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Creel.Console;

/// <summary>A file built into the library. It is read when it is asked for, and not before: a server that nobody looks at has it not in memory.</summary>
internal sealed class BuiltIn(string name, string type, string policy)
{
    private string? _tag;

    public async Task ServeAsync(HttpContext context)
    {
        Parameters.Read(context.Request);
        await using var content = Open();
        var response = context.Response;
        response.ContentType = type;
        response.Headers.ContentSecurityPolicy = policy;
        // Asked again each time, answered in a word as long as it is the same: after an upgrade nothing old is shown.
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = _tag ??= Tag(content);
        if (context.Request.Headers.IfNoneMatch.Any(known => known is not null && EntityTagHeaderValue.TryParseList([known], out var tags) && tags.Any(tag => tag.Tag == _tag)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentLength = content.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await content.CopyToAsync(response.Body, context.RequestAborted);
    }

    private Stream Open() => typeof(BuiltIn).Assembly.GetManifestResourceStream(name)
        ?? throw new FileNotFoundException($"There is no {name} in the library.");

    private static string Tag(Stream content)
    {
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"";
        content.Position = 0;
        return tag;
    }
}
