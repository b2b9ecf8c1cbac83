using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Leases;
using EgressGuard.Webhook.Auditing.Events;
using EgressGuard.Webhook.Auditing.Reports;
using EgressGuard.Webhook.Auditing.Status;

namespace EgressGuard.Webhook.Auditing;

/// <summary>The background audit.</summary>
internal static class AuditServices
{
    /// <summary>
    /// Adds the audit. It needs an <see cref="IKubernetesApi"/>, an <see cref="IAuditSource"/>, an <see cref="IGuardObjectSource"/>, a
    /// <see cref="TimeProvider"/>, metrics and logging. What is refused is left with the <see cref="EventWriter"/>.
    /// </summary>
    public static void AddAuditing(this IServiceCollection services, AuditOptions options)
    {
        services.AddSingleton<AuditResults>();
        services.AddSingleton<AuditWorker>();
        services.AddSingleton<ClusterSweep>();
        services.AddSingleton<AuditLeaseLog>();
        services.AddSingleton<StatusLoop>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<EventWriter>(provider, options.Identity));
        services.AddSingleton(provider => new ExpiryReminders(provider.GetRequiredService<EventWriter>().Tell));
        services.AddSingleton(provider => new LeaseElection(
            provider.GetRequiredService<IKubernetesApi>(),
            new LeaseSettings(options.Lease, options.Identity) { Chance = Random.Shared.NextDouble },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<AuditLeaseLog>()));
        services.AddSingleton(provider => new AuditLoop(
            provider.GetRequiredService<IAuditSource>(),
            provider.GetRequiredService<AuditQueue>(),
            provider.GetRequiredService<AuditWorker>(),
            provider.GetRequiredService<ClusterSweep>(),
            provider.GetRequiredService<AuditResults>(),
            Reports(provider, options.Reports),
            provider.GetRequiredService<ExpiryReminders>(),
            provider.GetRequiredService<AuditMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AuditLoop>>()));
        services.AddHostedService<AuditService>();
    }

    private static PolicyReports? Reports(IServiceProvider provider, ReportKind kind) => kind switch
    {
        ReportKind.PolicyReports => ActivatorUtilities.CreateInstance<PolicyReports>(provider, ReportApi.PolicyReports),
        ReportKind.OpenReports => ActivatorUtilities.CreateInstance<PolicyReports>(provider, ReportApi.OpenReports),
        _ => null,
    };
}
