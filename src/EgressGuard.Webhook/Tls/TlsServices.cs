using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Live;
using EgressGuard.Webhook.Metrics;
using EgressGuard.Webhook.Tls.SelfManaged;

namespace EgressGuard.Webhook.Tls;

/// <summary>The serving certificate.</summary>
internal static class TlsServices
{
    /// <summary>
    /// The certificate that the options name, or a self-signed one. A self-managed one comes later: until then the webhook is not ready.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="refusals">Where callers are counted that are not let in.</param>
    /// <exception cref="StartException">Something cannot be used.</exception>
    public static CertificateStore FirstCertificate(WebhookOptions options, ClientRefusals refusals) => new(
        FilesOf(options) is { } files
            ? files.Read(TimeProvider.System.GetUtcNow(), out var problem) ?? throw StartException.UnusableInput([problem!])
            : SelfSignedCertificate.Create(TimeProvider.System),
        ClientsOf(options.Serving, refusals));

    /// <summary>The certificate in use, and what renews it.</summary>
    public static void AddServingCertificate(
        this IServiceCollection services,
        WebhookOptions options,
        ConnectedCluster? cluster,
        CertificateStore certificates,
        ClientRefusals refusals)
    {
        services.AddSingleton(certificates);
        services.AddSingleton(refusals);
        services.AddSelfManagedCertificate(options, cluster, certificates);
        services.AddHostedService(provider => new CertificateReload(
            FilesOf(options),
            certificates,
            provider.GetRequiredService<CertificateMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CertificateReload>>()));
        services.AddHostedService(provider => new ClientCheckReload(
            options.Serving, certificates, refusals, provider.GetRequiredService<ILogger<ClientCheckReload>>()));
    }

    private static ClientCheck? ClientsOf(ServingOptions options, ClientRefusals refusals) => options.ClientAuthorityFile is { } file
        ? ClientCheck.Read(file, options.ClientNames, refusals.Count, out var problem) ?? throw StartException.UnusableInput([problem!])
        : null;

    private static CertificateFiles? FilesOf(WebhookOptions options) =>
        options is { CertificateFile: { } certificate, KeyFile: { } key } ? new CertificateFiles(certificate, key) : null;
}
