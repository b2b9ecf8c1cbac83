using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;
using EgressGuard.Core.Tests.Paths.Naive;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C18, of clients.</summary>
internal sealed class RouteNotExportedToClientsOracle : PathRuleOracle
{
    public override string Rule => "EG915";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "ServiceEntry"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.RouteNotVisible];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.Export, Mutation.Elsewhere];

    /// <summary>A route for a host that others declare need not be for these clients.</summary>
    private protected override bool IsTold(NaiveFault fault, PathAsked asked) =>
        !asked.IsSupposed && fault.Places.Any(place => place.Kind == "ServiceEntry" && place.Home == fault.Places[0].Home);
}
