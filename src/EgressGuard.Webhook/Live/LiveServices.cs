using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Watching;
using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Judging;
using EgressGuard.Webhook.Metrics;

namespace EgressGuard.Webhook.Live;

/// <summary>What makes the webhook live on a cluster.</summary>
internal static class LiveServices
{
    /// <summary>The watches, if the options name a cluster.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">The options.</param>
    /// <param name="api">The API server; null without a cluster.</param>
    public static void AddLiveCluster(this IServiceCollection services, WebhookOptions options, IKubernetesApi? api)
    {
        if (api is null)
        {
            return;
        }

        services.AddSingleton(api);
        services.AddSingleton(provider =>
        {
            var logs = provider.GetRequiredService<ILoggerFactory>();
            var settings = WatchSettings.For(new WatchLog(logs.CreateLogger<WatchLog>()));
            return new LiveCluster(
                api,
                provider.GetRequiredService<CurrentBasis>(),
                options.PolicyFile is not null,
                provider.GetRequiredService<PolicyMetrics>(),
                settings,
                logs);
        });
        services.AddSingleton<LiveReview>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveCluster>());
    }
}
