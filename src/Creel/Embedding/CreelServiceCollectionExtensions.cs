using Creel;
using Creel.Embedding;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds receiving webhooks to an app.</summary>
public static class CreelServiceCollectionExtensions
{
    /// <summary>
    /// Adds an inbox that keeps webhooks before they are answered, and handlers that are given what was kept. It opens no port and
    /// adds no page: where it receives is mapped with <c>MapCreelReceiver</c>. Called again it adds to what was said before; an app has one inbox.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Says where events are kept, at least.</param>
    /// <returns>To add handlers.</returns>
    public static CreelBuilder AddCreel(this IServiceCollection services, Action<CreelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<CreelOptions>();
        if (configure is not null) services.Configure(configure);
        services.TryAddSingleton<MappedReceivers>();
        services.TryAddSingleton(app => new CreelInbox(app.GetRequiredService<CreelHost>()));
        services.TryAddSingleton(app => new CreelHandlers(app.GetRequiredService<CreelHost>()));
        if (!services.Any(service => service.ServiceType == typeof(CreelHost)))
        {
            services.AddSingleton<CreelHost>();
            services.AddHostedService(app => app.GetRequiredService<CreelHost>());
        }
        return new CreelBuilder(services);
    }
}
