using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C15.</summary>
internal sealed class DoubleTlsOracle : PathRuleOracle
{
    public override string Rule => "EG914";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "DestinationRule"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.DoubleTls];

    private protected override bool IsPossible(Form form) => form.MeshBlock == "tls";

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mistake.Originates, Mutation.RuleTls];
}
