using System.Globalization;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Watching;
using EgressGuard.Webhook.Auditing;
using EgressGuard.Webhook.Auditing.Status;
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
    /// <param name="connected">The cluster; null without one.</param>
    public static void AddLiveCluster(this IServiceCollection services, WebhookOptions options, ConnectedCluster? connected)
    {
        if (connected is null)
        {
            return;
        }

        services.AddSingleton<IKubernetesApi>(connected.Api);
        services.AddSingleton(provider =>
        {
            var logs = provider.GetRequiredService<ILoggerFactory>();
            var settings = WatchSettings.For(new WatchLog(logs.CreateLogger<WatchLog>()));
            return new LiveCluster(
                connected.Api,
                provider.GetRequiredService<CurrentBasis>(),
                options.PolicyFile is not null,
                provider.GetRequiredService<PolicyMetrics>(),
                settings,
                logs);
        });
        services.AddSingleton<LiveReview>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveCluster>());
        services.AddSingleton<LiveAuditSource>();
        services.AddSingleton<IAuditSource>(provider => provider.GetRequiredService<LiveAuditSource>());
        services.AddSingleton<IGuardObjectSource>(provider => provider.GetRequiredService<LiveAuditSource>());
        services.AddAuditing(new AuditOptions(Identity(options), connected.Namespace) { Reports = options.Reports });
    }

    /// <summary>A pod's host is called like the pod. Elsewhere several replicas can share a machine.</summary>
    private static string Identity(WebhookOptions options) => options.Cluster == ClusterAccess.InCluster
        ? Environment.MachineName
        : string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}_{Environment.ProcessId}");
}
