using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C9.</summary>
internal sealed class GatewayLegOfOtherProtocolOracle : PathRuleOracle
{
    public override string Rule => "EG908";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "Gateway"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.GatewayLegBlock];

    private protected override bool IsPossible(Form form) => form.MeshBlock == "http";

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mistake.OpensOtherwise, Mutation.Block];
}
