using System.Collections.Immutable;

namespace EgressGuard.Webhook.Tls.SelfManaged;

/// <summary>What certificates are made for, and when they are made anew.</summary>
/// <param name="Names">The DNS names that API servers call.</param>
/// <param name="Lifetime">How long a serving certificate is good. It is renewed when a third is left.</param>
/// <param name="AuthorityLifetime">How long an authority is good. Its successor is made when a third is left.</param>
/// <param name="Grace">
/// How long webhook configurations must have trusted a new authority before anything is served that it signed. API servers see a change
/// of their configuration within seconds; one of several may be late.
/// </param>
internal sealed record CertificateTerms(ImmutableArray<string> Names, TimeSpan Lifetime, TimeSpan AuthorityLifetime, TimeSpan Grace)
{
    /// <summary>The names of a Service, as API servers call it and as everything else in the cluster may.</summary>
    public static ImmutableArray<string> NamesOf(string service, string @namespace) =>
        [$"{service}.{@namespace}.svc", $"{service}.{@namespace}.svc.cluster.local"];
}
