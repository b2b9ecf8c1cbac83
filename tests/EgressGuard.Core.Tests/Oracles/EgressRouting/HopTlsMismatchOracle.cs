using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C12.</summary>
internal sealed class HopTlsMismatchOracle : PathRuleOracle
{
    public override string Rule => "EG911";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "DestinationRule", "Gateway"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.HopTlsMismatch];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.ServerTls, Mutation.RuleTls];
}
