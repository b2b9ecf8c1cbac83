using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace EgressGuard.Webhook.Tls.SelfManaged;

/// <summary>What somebody asked for by hand.</summary>
internal enum RotationRequest
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A new serving certificate.</summary>
    Certificate,

    /// <summary>A new authority, and then a new serving certificate.</summary>
    Authority,
}

/// <summary>What the replicas share: the serving certificate and who is trusted for it. <see cref="ServingSecret"/> keeps it.</summary>
internal sealed record ServingState
{
    /// <summary>Nothing at all.</summary>
    public static ServingState None { get; } = new();

    /// <summary>The certificate that is served; null when there is none that can be read.</summary>
    public KeyedCertificate? Leaf { get; init; }

    /// <summary>The authority that signs; null when there is none, or its key is not there.</summary>
    public KeyedCertificate? Authority { get; init; }

    /// <summary>The authority that is going to sign, once everybody trusts it.</summary>
    public KeyedCertificate? Next { get; init; }

    /// <summary>Since when all webhook configurations have trusted <see cref="Next"/>; null when they do not yet.</summary>
    public DateTimeOffset? NextTrustedSince { get; init; }

    /// <summary>Authorities that sign no longer, but what they signed may still be served.</summary>
    public ImmutableArray<X509Certificate2> Former { get; init; } = [];

    /// <summary>When the last certificate of <see cref="Former"/> expires.</summary>
    public DateTimeOffset? FormerUntil { get; init; }

    /// <summary>What was asked for.</summary>
    public RotationRequest Asked { get; init; }

    /// <summary>Everybody whom webhook configurations must trust.</summary>
    public IEnumerable<X509Certificate2> Trusted => ((IEnumerable<KeyedCertificate?>)[Authority, Next])
        .Where(authority => authority is not null).Select(authority => authority!.Certificate)
        .Concat(Former)
        .DistinctBy(certificate => certificate.Thumbprint);

    /// <summary>Whether the certificate can be served: it is good, has all names, and somebody who is trusted signed it.</summary>
    public bool Serves(CertificateTerms terms, DateTimeOffset now) =>
        Leaf is { } leaf
        && leaf.NotAfter > now
        && terms.Names.All(name => leaf.Certificate.MatchesHostname(name, allowWildcards: false, allowCommonName: false))
        && IsTrusted(leaf.Certificate, leaf.CertificatePem, now);

    private bool IsTrusted(X509Certificate2 leaf, string pem, DateTimeOffset now)
    {
        using var chain = new X509Chain { ChainPolicy = TrustBundle.PolicyFor(Trusted, now.UtcDateTime) };
        chain.ChainPolicy.ExtraStore.ImportFromPem(pem);
        return chain.Build(leaf);
    }
}
