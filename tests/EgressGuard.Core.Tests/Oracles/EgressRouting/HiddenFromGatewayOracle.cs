using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C18, of the gateway.</summary>
internal sealed class HiddenFromGatewayOracle : PathRuleOracle
{
    public override string Rule => "EG916";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "ServiceEntry"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.NotVisibleToGateway];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.Export, Mutation.Elsewhere];
}
