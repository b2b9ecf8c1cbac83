using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C7.</summary>
internal sealed class GatewayLegOfOtherPortOracle : PathRuleOracle
{
    public override string Rule => "EG906";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "Gateway"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.GatewayLegPort];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.MatchPort, Mutation.ServerPort];
}
