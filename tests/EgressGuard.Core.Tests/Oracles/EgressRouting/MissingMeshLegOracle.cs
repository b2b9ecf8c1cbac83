using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C1.</summary>
internal sealed class MissingMeshLegOracle : PathRuleOracle
{
    public override string Rule => "EG204";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "ServiceEntry"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.MeshLegMissing, PathFaultCode.GatewayLegMissing];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.Bound, Mutation.MatchGateways];
}
