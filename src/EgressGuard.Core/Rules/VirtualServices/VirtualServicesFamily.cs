using System.Collections.Immutable;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>VirtualService rules: EG2nn, ordered by id.</summary>
internal static class VirtualServicesFamily
{
    public static ImmutableArray<Rule> Rules { get; } =
    [
        new DirectRoute(),
        new UnscopedExport(),
        new MirrorPastGateway(),
        new MissingMeshLeg(),
        new ForeignHost(),
        new GatewayLoop(),
        new HostForm(),
        new RewrittenHost(),
        new NarrowedMeshLeg(),
        new OtherGatewayRelay(),
        new HostTooBroad(),
    ];
}
