using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Oracles.VirtualServices;
using EgressGuard.Core.Tests.Paths;
using EgressGuard.Core.Tests.Paths.Naive;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>VS-9, VS-H1.</summary>
internal sealed class RouteOverriddenOracle : PathRuleOracle
{
    public override string Rule => "EG920";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.RouteOverridden];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mistake.Overtaken];

    /// <summary>The route that wins is told only where neither it leads out itself (EG201) nor opens the way (EG901).</summary>
    private protected override bool IsTold(NaiveFault fault, PathAsked asked) =>
        asked.Change.IsSubject(fault.Places[0]) || (!asked.Brings(PathOutcome.Direct) && !asked.Change.Case.IsRemoval && !LeadsOut(asked));

    private static bool LeadsOut(PathAsked asked) => new DirectRouteOracle().Violations(asked.Change.Case).Any();
}
