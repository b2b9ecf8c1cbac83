using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C11.</summary>
internal sealed class MissingSubsetOracle : PathRuleOracle
{
    public override string Rule => "EG910";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "DestinationRule"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.SubsetMissing];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.Subset, Mutation.Without("DestinationRule")];
}
