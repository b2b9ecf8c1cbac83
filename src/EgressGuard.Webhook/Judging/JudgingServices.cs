using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Metrics;

namespace EgressGuard.Webhook.Judging;

/// <summary>What reviews are judged by.</summary>
internal static class JudgingServices
{
    /// <summary>The mesh, the policy and the exemptions, and the reload of the latter two.</summary>
    public static void AddJudging(this IServiceCollection services, WebhookOptions options, StartBasis start)
    {
        var basis = new CurrentBasis(start.Basis);
        services.AddSingleton(basis);
        services.AddHostedService(provider =>
        {
            var metrics = provider.GetRequiredService<PolicyMetrics>();
            metrics.InForce(start.Basis.Policy.Name, start.Policy?.Bytes);
            return new PolicyReload(options, start.Policy, basis, metrics, provider.GetRequiredService<ILogger<PolicyReload>>());
        });
        services.AddHostedService(provider => new ExemptionReload(
            options,
            start.Exemptions,
            basis,
            provider.GetRequiredService<ExemptionMetrics>(),
            provider.GetRequiredService<ILogger<ExemptionReload>>()));
    }
}
