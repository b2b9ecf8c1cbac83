using EgressGuard.Webhook.Auditing;
using EgressGuard.Webhook.Tls.SelfManaged;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The metrics of the webhook.</summary>
internal static class MetricsServices
{
    /// <summary>
    /// The classes that own instruments, one for each area. To add a metric, add it to its area's class; to add an area, add its class
    /// here: it takes an <see cref="EgressMeter"/>, and whatever else is registered. docs/metrics.md then wants to be rewritten.
    /// </summary>
    public static IReadOnlyList<Type> Areas { get; } =
    [
        typeof(AuditMetrics),
        typeof(BuildMetrics),
        typeof(CertificateMetrics),
        typeof(ExemptionMetrics),
        typeof(LogMetrics),
        typeof(PolicyMetrics),
        typeof(ReviewMetrics),
        typeof(SnapshotMetrics),
        typeof(UpkeepMetrics),
        typeof(WatchMetrics),
    ];

    /// <summary>The registry, the meter and every area.</summary>
    public static void AddMetricsExport(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<MetricRegistry>();
        services.AddSingleton<EgressMeter>();
        services.AddSingleton<AuditTally>();
        services.AddSingleton<AuditQueue>();
        services.AddSingleton<UpkeepStatus>();
        foreach (var area in Areas)
        {
            services.AddSingleton(area);
        }
    }

    /// <summary>Makes every instrument, so that all series with known labels are there before anything happens.</summary>
    public static MetricRegistry StartMetrics(this IServiceProvider services)
    {
        foreach (var area in Areas)
        {
            services.GetRequiredService(area);
        }

        return services.GetRequiredService<MetricRegistry>();
    }
}
