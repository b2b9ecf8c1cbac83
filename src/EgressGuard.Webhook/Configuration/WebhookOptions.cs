using EgressGuard.Webhook.Logging;

using EgressGuard.Webhook.Auditing;

namespace EgressGuard.Webhook.Configuration;

/// <summary>How the webhook was asked to run: valid, with every default filled in. <see cref="WebhookCommand"/> makes one.</summary>
internal sealed record WebhookOptions
{
    /// <summary>The policy document; null for the default policy.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>The file of exemptions; null for none besides those of the mesh.</summary>
    public string? ExemptionsFile { get; init; }

    /// <summary>The directory of manifests that are the mesh; null for an empty mesh.</summary>
    public string? ContextDirectory { get; init; }

    /// <summary>The cluster whose objects are the mesh, and whose policies and exemptions hold.</summary>
    public ClusterAccess Cluster { get; init; }

    /// <summary>The kubeconfig; null for the usual places. Only with <see cref="ClusterAccess.Kubeconfig"/>.</summary>
    public string? KubeconfigFile { get; init; }

    /// <summary>Which reports the audit of the cluster writes.</summary>
    public ReportKind Reports { get; init; }

    /// <summary>The PEM file with the serving certificate and its intermediates; null for a self-signed one.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The PEM file with the certificate's private key; null exactly when <see cref="CertificateFile"/> is.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Where the serving certificate comes from, and who may call.</summary>
    public ServingOptions Serving { get; init; } = ServingOptions.Default;

    /// <summary>The TLS port for reviews; 0 takes any free one.</summary>
    public required int AdmissionPort { get; init; }

    /// <summary>The plain port for probes and metrics; 0 takes any free one.</summary>
    public required int AdminPort { get; init; }

    /// <summary>The form of the log.</summary>
    public required LogFormat LogFormat { get; init; }

    /// <summary>The least level that is logged.</summary>
    public required LogLevel LogLevel { get; init; }

    /// <summary>How long the webhook goes on serving after SIGTERM.</summary>
    public required TimeSpan DrainTime { get; init; }

    /// <summary>How many reviews are read and judged at a time.</summary>
    public required int MaxConcurrentReviews { get; init; }
}
