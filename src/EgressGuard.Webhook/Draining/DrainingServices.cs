using EgressGuard.Webhook.Configuration;

namespace EgressGuard.Webhook.Draining;

/// <summary>The way out.</summary>
internal static class DrainingServices
{
    // After the drain, requests under way get this long; none has more than half a minute from the API server anyway.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(20);

    /// <summary>Signals, the drain, and the time for both.</summary>
    public static void AddDraining(this IServiceCollection services, WebhookOptions options)
    {
        services.AddSingleton<DrainState>();
        services.AddSingleton<IHostLifetime, SignalLifetime>();
        services.AddHostedService<DrainBeforeStop>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTime + StopTime);
    }
}
