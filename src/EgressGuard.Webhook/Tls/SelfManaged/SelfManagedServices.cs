using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Live;

namespace EgressGuard.Webhook.Tls.SelfManaged;

/// <summary>What keeps the serving certificate up in the cluster.</summary>
internal static class SelfManagedServices
{
    /// <summary>The upkeep, where the options ask for it. Everything in the cluster is named after the installation.</summary>
    public static void AddSelfManagedCertificate(
        this IServiceCollection services, WebhookOptions options, ConnectedCluster? connected, CertificateStore certificates)
    {
        if (options.Serving.Source != CertificateSource.SelfManaged || connected is null)
        {
            return;
        }

        var serving = options.Serving;
        var secret = new ObjectRef(connected.Namespace, $"{serving.InstallName}-serving");
        ImmutableArray<(ResourceType Type, string Name)> configurations =
        [
            (WebhookConfiguration.Validating, $"{serving.InstallName}-validating"),
            (WebhookConfiguration.Mutating, $"{serving.InstallName}-mutating"),
        ];
        var terms = new CertificateTerms(
            CertificateTerms.NamesOf(serving.InstallName, connected.Namespace),
            serving.CertificateLifetime,
            serving.AuthorityLifetime,
            serving.AuthorityGrace);
        services.AddHostedService(provider =>
        {
            var status = provider.GetRequiredService<UpkeepStatus>();
            status.Begin();
            var (time, logs) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>());
            return new UpkeepService(
                new CertificateUpkeep(
                    connected.Api, secret, configurations, terms, certificates, status, time, logs.CreateLogger<CertificateUpkeep>()),
                connected.Api,
                [
                    CertificateUpkeep.Secrets with { Only = secret },
                    .. configurations.Select(one => one.Type with { Only = new ObjectRef("", one.Name) }),
                ],
                terms,
                status,
                certificates,
                time,
                logs.CreateLogger<UpkeepService>());
        });
    }
}
