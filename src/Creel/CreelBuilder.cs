using System.Diagnostics.CodeAnalysis;
using Creel.Handling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Creel;

/// <summary>Adds handlers to an app that receives webhooks.</summary>
public sealed class CreelBuilder
{
    internal CreelBuilder(IServiceCollection services) => Services = services;

    /// <summary>The app's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a handler out of the app's services. It is made for each event in a scope of its own, unless it was registered otherwise before.</summary>
    /// <param name="name">
    /// Under this name is kept which events it has handled, so it outlives renaming the class: with another name it is a new handler.
    /// Up to 63 letters, digits, dots, hyphens and underscores.
    /// </param>
    public CreelBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(string name)
        where THandler : class, IWebhookHandler => AddHandler<THandler>(name, _ => { });

    /// <summary>Adds a handler out of the app's services. It is made for each event in a scope of its own, unless it was registered otherwise before.</summary>
    /// <param name="name">Under this name is kept which events it has handled.</param>
    /// <param name="configure">How it is given its events.</param>
    public CreelBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(string name, Action<HandlerOptions> configure)
        where THandler : class, IWebhookHandler
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.TryAddScoped<THandler>();
        return Add(name, configure, services => async (webhook, stop) =>
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<THandler>().HandleAsync(webhook, stop);
        });
    }

    /// <summary>Adds a function that needs none of the app's services.</summary>
    /// <param name="name">Under this name is kept which events it has handled.</param>
    /// <param name="handle">As <see cref="IWebhookHandler.HandleAsync"/>.</param>
    public CreelBuilder AddHandler(string name, Func<WebhookEvent, CancellationToken, Task> handle) => AddHandler(name, handle, _ => { });

    /// <summary>Adds a function that needs none of the app's services.</summary>
    /// <param name="name">Under this name is kept which events it has handled.</param>
    /// <param name="handle">As <see cref="IWebhookHandler.HandleAsync"/>.</param>
    /// <param name="configure">How it is given its events.</param>
    public CreelBuilder AddHandler(string name, Func<WebhookEvent, CancellationToken, Task> handle, Action<HandlerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(configure);
        return Add(name, configure, _ => handle);
    }

    private CreelBuilder Add(string name, Action<HandlerOptions> configure, Func<IServiceProvider, Func<WebhookEvent, CancellationToken, Task>> handle)
    {
        ArgumentNullException.ThrowIfNull(name);
        var options = new HandlerOptions();
        configure(options);
        Services.AddSingleton(services => new HandlerPlan(name, options, handle(services)));
        return this;
    }
}
