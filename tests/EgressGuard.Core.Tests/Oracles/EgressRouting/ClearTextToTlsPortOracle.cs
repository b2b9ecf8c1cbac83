using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C14.</summary>
internal sealed class ClearTextToTlsPortOracle : PathRuleOracle
{
    public override string Rule => "EG913";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "ServiceEntry", "DestinationRule"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.ClearTextToTlsPort];

    private protected override bool IsPossible(Form form) => form.Originates;

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.RuleTls, Mutation.Without("DestinationRule"), Mutation.Export];
}
