using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C13.</summary>
internal sealed class HopServerNameOracle : PathRuleOracle
{
    public override string Rule => "EG912";

    private protected override IReadOnlyList<string> Kinds => ["DestinationRule", "Gateway", "VirtualService"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.HopServerName];

    private protected override bool IsPossible(Form form) => form.HopMode is not null;

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.RuleSni, Mutation.RuleSni, Mutation.ServerHosts];
}
