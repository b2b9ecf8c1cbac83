using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;
using EgressGuard.Core.Tests.Paths.Naive;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C21.</summary>
internal sealed class RouteNotImportedOracle : PathRuleOracle
{
    public override string Rule => "EG918";

    private protected override IReadOnlyList<string> Kinds => ["Sidecar", "VirtualService", "ServiceEntry"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.RouteNotImported];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mistake.ImportsEntryOnly, Mistake.ImportsEntryOnly, Bystanders.Sidecar];

    private protected override bool IsTold(NaiveFault fault, PathAsked asked) => !asked.IsSupposed;
}
