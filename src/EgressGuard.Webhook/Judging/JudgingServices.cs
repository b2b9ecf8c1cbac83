using EgressGuard.Webhook.Configuration;

namespace EgressGuard.Webhook.Judging;

/// <summary>What reviews are judged by.</summary>
internal static class JudgingServices
{
    /// <summary>The mesh and the policy, and the policy's reload.</summary>
    public static void AddJudging(this IServiceCollection services, WebhookOptions options, StartBasis start)
    {
        var basis = new CurrentBasis(start.Basis);
        services.AddSingleton(basis);
        services.AddHostedService(provider =>
            new PolicyReload(options, start.Policy, basis, provider.GetRequiredService<ILogger<PolicyReload>>()));
    }
}
