using System.Collections.Immutable;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>ServiceEntry rules: EG1nn, ordered by id.</summary>
internal static class ServiceEntriesFamily
{
    public static ImmutableArray<Rule> Rules { get; } =
    [
        new ResolutionNoneThroughGateway(),
        new UnscopedExport(),
        new ResolutionNoneOpen(),
        new WideAddresses(),
        new HostShadowsClusterName(),
        new HostOwnedByAnotherNamespace(),
        new WildcardTooBroad(),
        new HostNotAllowed(),
        new EndpointElsewhere(),
        new MeshInternalExternalHost(),
        new DynamicDnsOpen(),
        new ProtocolHidesTraffic(),
        new WorkloadSelectorOnExternalHost(),
        new UdpPort(),
        new PortChangedOnTheWay(),
    ];
}
