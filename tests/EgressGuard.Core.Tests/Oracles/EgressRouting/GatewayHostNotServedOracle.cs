using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C8.</summary>
internal sealed class GatewayHostNotServedOracle : PathRuleOracle
{
    public override string Rule => "EG907";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "Gateway"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.ServerHostMissing];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.ServerHosts];
}
