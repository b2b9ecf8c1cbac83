using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Metrics;

namespace EgressGuard.Webhook.Tls;

/// <summary>The serving certificate.</summary>
internal static class TlsServices
{
    /// <summary>The certificate that the options name, or a self-signed one.</summary>
    /// <exception cref="StartException">It cannot be used.</exception>
    public static CertificateStore FirstCertificate(WebhookOptions options) => new(
        FilesOf(options) is { } files
            ? files.Read(TimeProvider.System.GetUtcNow(), out var problem) ?? throw StartException.UnusableInput([problem!])
            : SelfSignedCertificate.Create(TimeProvider.System));

    /// <summary>The certificate in use, and its reload.</summary>
    public static void AddServingCertificate(this IServiceCollection services, WebhookOptions options, CertificateStore certificates)
    {
        services.AddSingleton(certificates);
        services.AddHostedService(provider => new CertificateReload(
            FilesOf(options),
            certificates,
            provider.GetRequiredService<CertificateMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CertificateReload>>()));
    }

    private static CertificateFiles? FilesOf(WebhookOptions options) =>
        options is { CertificateFile: { } certificate, KeyFile: { } key } ? new CertificateFiles(certificate, key) : null;
}
