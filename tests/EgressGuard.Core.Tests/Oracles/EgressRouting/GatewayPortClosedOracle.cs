using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C6.</summary>
internal sealed class GatewayPortClosedOracle : PathRuleOracle
{
    public override string Rule => "EG905";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "Gateway"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.GatewayPortClosed];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.ServerPort, Mutation.DestinationPort, Mutation.Without("Gateway")];
}
