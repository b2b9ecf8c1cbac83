using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;
using EgressGuard.Core.Tests.Paths.Naive;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>L1, L2, L4, L5.</summary>
internal sealed class GatewayLoopOracle : PathRuleOracle
{
    public override string Rule => "EG206";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "ServiceEntry", "DestinationRule"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.RouteToItself, PathFaultCode.GatewayLegToGateway, PathFaultCode.EndpointIsGateway, PathFaultCode.PassthroughKeepsAddress];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.MatchGateways, Bystanders.Loop, Mutation.DestinationHost, Mutation.RuleBalancer, Mutation.Endpoints];

    /// <summary>PASSTHROUGH at a sidecar leads out: another rule's.</summary>
    private protected override bool Concerns(NaiveWay way) => way.Outcome == PathOutcome.Loop;
}
