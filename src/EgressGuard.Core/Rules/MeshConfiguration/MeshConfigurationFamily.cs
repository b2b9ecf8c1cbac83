using System.Collections.Immutable;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>Rules about DestinationRules, Sidecars, Gateways and other mesh configuration: EG4nn, ordered by id.</summary>
internal static class MeshConfigurationFamily
{
    public static ImmutableArray<Rule> Rules { get; } =
    [
        new GatewayPassthrough(),
        new GatewayHopWithoutIdentity(),
        new TunnelOutsideGateway(),
        new UnscopedDestinationRule(),
        new TlsVerificationSkipped(),
        new SidecarAllowsAny(),
        new SidecarEgressProxy(),
        new SidecarListener(),
        new GatewayOnEgressPods(),
        new GatewaySelectsEverything(),
        new GatewayHostsTooBroad(),
        new AnonymousHop(),
        new AutoPassthrough(),
        new HttpsRedirect(),
        new ReservedMetadata(),
        new InactiveRevision(),
        new EnvoyFilters(),
        new ProxyCode(),
        new ProxyEnvironment(),
        new KeyServerOutside(),
        new WorkloadEntryJoinsGateway(),
        new WorkloadEntryOutside(),
        new WorkloadGroups(),
        new PassthroughElsewhere(),
    ];
}
