#:sdk Microsoft.NET.Sdk.Web
#:project ../src/Creel

// Checks the signatures of GitHub's webhooks and nothing else: no inbox, no configuration.
//   dotnet run samples/verify-only.cs -- --urls http://127.0.0.1:5080 --secret made-up
//   creel send http://127.0.0.1:5080/hooks/github --sender github --secret made-up
// With the package instead of this repository: #:package Creel@0.1.0 in place of #:project.

using Creel;

var builder = WebApplication.CreateBuilder(args);
var secret = builder.Configuration["secret"] ?? "";
var app = builder.Build();

app.MapPost("/hooks/github", async (HttpRequest request) =>
{
    // Byte for byte: a body that was parsed and written again is another one.
    using var body = new MemoryStream();
    await request.Body.CopyToAsync(body);

    var github = CreelSender.GitHub.Verify(WebhookRequest.Of(request, body.ToArray()), secret, TimeProvider.System.GetUtcNow());
    app.Logger.LogInformation("{Event}: {Reason} {Place}", request.Headers["X-GitHub-Event"].ToString(), github.Reason, github.Place);
    // One answer for every reason: who guesses must not learn how near it was.
    return github.IsVerified ? Results.Accepted() : Results.Unauthorized();
});

app.Run();
