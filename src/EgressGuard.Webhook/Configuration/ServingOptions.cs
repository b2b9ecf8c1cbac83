using System.Collections.Immutable;

namespace EgressGuard.Webhook.Configuration;

/// <summary>Where the serving certificate comes from.</summary>
internal enum CertificateSource
{
    /// <summary>It is made for this run and kept in memory; no API server trusts it.</summary>
    Ephemeral,

    /// <summary>From files that somebody else keeps up.</summary>
    Files,

    /// <summary>From a Secret that the guard keeps up.</summary>
    SelfManaged,
}

/// <summary>How the TLS port is kept up, besides the files of the certificate.</summary>
internal sealed record ServingOptions
{
    /// <summary>What holds when nothing is said.</summary>
    public static ServingOptions Default { get; } = new();

    /// <summary>Where the certificate comes from.</summary>
    public CertificateSource Source { get; init; }

    /// <summary>The name of the Service, and the beginning of the names of the Secret and of the webhook configurations.</summary>
    public string InstallName { get; init; } = "egressguard";

    /// <summary>How long a self-managed certificate is good.</summary>
    public TimeSpan CertificateLifetime { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long a self-managed certificate authority is good.</summary>
    public TimeSpan AuthorityLifetime { get; init; } = TimeSpan.FromDays(730);

    /// <summary>How long a new certificate authority is trusted before it signs.</summary>
    public TimeSpan AuthorityGrace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The PEM file of those who sign the certificates of callers; null when callers need none.</summary>
    public string? ClientAuthorityFile { get; init; }

    /// <summary>Which callers are let in, by the common name or a DNS name of their certificate; empty for all that are signed.</summary>
    public ImmutableArray<string> ClientNames { get; init; } = [];
}
