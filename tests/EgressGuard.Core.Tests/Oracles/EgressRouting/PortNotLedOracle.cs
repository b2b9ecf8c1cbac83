using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C4.</summary>
internal sealed class PortNotLedOracle : PathRuleOracle
{
    public override string Rule => "EG903";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "ServiceEntry"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.PortNotRouted];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.MatchPort, Mutation.EntryPort];
}
