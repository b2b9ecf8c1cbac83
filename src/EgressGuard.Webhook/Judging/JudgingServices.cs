using EgressGuard.Webhook.Configuration;

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
            new PolicyReload(options, start.Policy, basis, provider.GetRequiredService<ILogger<PolicyReload>>()));
        services.AddHostedService(provider =>
            new ExemptionReload(options, start.Exemptions, basis, provider.GetRequiredService<ILogger<ExemptionReload>>()));
    }
}
