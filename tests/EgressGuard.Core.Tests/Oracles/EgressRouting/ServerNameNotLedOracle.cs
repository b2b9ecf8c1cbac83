using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C10.</summary>
internal sealed class ServerNameNotLedOracle : PathRuleOracle
{
    public override string Rule => "EG909";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "ServiceEntry"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.SniNotCovered];

    private protected override bool IsPossible(Form form) => form.MeshBlock == "tls";

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.Sni, Mutation.EntryHost];
}
