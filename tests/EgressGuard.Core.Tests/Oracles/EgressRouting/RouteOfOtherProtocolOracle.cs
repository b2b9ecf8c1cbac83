using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C3.</summary>
internal sealed class RouteOfOtherProtocolOracle : PathRuleOracle
{
    public override string Rule => "EG902";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "ServiceEntry"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.BlockOfOtherProtocol];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.Block, Mutation.PortProtocol];
}
