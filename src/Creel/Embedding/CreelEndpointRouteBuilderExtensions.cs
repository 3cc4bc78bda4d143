using Creel;
using Creel.Embedding;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps where an app receives webhooks.</summary>
/// <remarks>
/// A receiver checks the credentials of its source itself, so it lets anybody in as far as the app's authorization is concerned, a fallback policy included;
/// unless the app asks for more, on the endpoint or its group: <c>RequireAuthorization</c> then comes first.
/// </remarks>
public static class CreelEndpointRouteBuilderExtensions
{
    /// <summary>Maps a source that is declared here.</summary>
    /// <param name="endpoints">The app, or a group of it; its prefix comes before the path.</param>
    /// <param name="path">Where its sender sends to, such as <c>/webhook</c>. A trailing slash matches too.</param>
    /// <param name="configure">Says at least what the sender must show, or that nothing is needed.</param>
    public static IEndpointConventionBuilder MapCreelReceiver(this IEndpointRouteBuilder endpoints, string path, Action<CreelSource> configure)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(configure);
        var source = new CreelSource(path);
        configure(source);
        return Map(endpoints, path, source);
    }

    /// <summary>Maps a source that is declared elsewhere: with <see cref="CreelOptions.AddSource"/> or in the configuration file.</summary>
    /// <param name="endpoints">The app, or a group of it; its prefix comes before the path.</param>
    /// <param name="path">The path that the source was declared with.</param>
    public static IEndpointConventionBuilder MapCreelReceiver(this IEndpointRouteBuilder endpoints, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Map(endpoints, path, null);
    }

    /// <summary>Maps all sources that are declared with <see cref="CreelOptions.AddSource"/> or in the configuration file, each at its path.</summary>
    /// <param name="endpoints">The app, or a group of it; its prefix comes before the paths.</param>
    public static IEndpointConventionBuilder MapCreelReceivers(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup("");
        var root = endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().ContentRootPath;
        foreach (var path in OptionsCompiler.DeclaredPaths(endpoints.ServiceProvider.GetRequiredService<IOptions<CreelOptions>>().Value, root)) Map(group, path, null);
        return group;
    }

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path, CreelSource? declared)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var host = endpoints.ServiceProvider.GetService<CreelHost>()
            ?? throw new InvalidOperationException("Creel is not among the app's services: call builder.Services.AddCreel(…) before the app is built.");
        var mapped = endpoints.ServiceProvider.GetRequiredService<MappedReceivers>().Add(path, declared);
        var endpoint = endpoints.Map(Pattern(path), context => host.ReceiveAsync(context, mapped));
        endpoint.WithDisplayName($"Creel receiver {path}");
        endpoint.Finally(AllowWhereNothingElseIsSaid);
        return endpoint;
    }

    private static void AllowWhereNothingElseIsSaid(EndpointBuilder endpoint)
    {
        if (!endpoint.Metadata.Any(one => one is IAuthorizeData or AuthorizationPolicy)) endpoint.Metadata.Add(new AllowAnonymousAttribute());
    }

    // Part by part, since a path is none of the templates in which braces mean something.
    private static RoutePattern Pattern(string path) => RoutePatternFactory.Pattern(path.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => RoutePatternFactory.Segment(RoutePatternFactory.LiteralPart(part))));
}
