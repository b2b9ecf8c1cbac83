namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>A rule for the gateway with the load balancer PASSTHROUGH (DR-1).</summary>
internal sealed class GatewayPassthroughOracle : RuleOracle
{
    public override string Rule => "EG401";

    public override OracleCase Generate(Pick pick) => DestinationRuleCases.Generate(pick);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        return DestinationRuleCases.IsForGateway(@case)
            ? from place in DestinationRuleCases.TrafficPolicies(@case, withPorts: true)
                where OracleCase.Text(place.Policy["loadBalancer"]?["simple"]) == "PASSTHROUGH"
                select place.Pointer + "/loadBalancer/simple"
            : [];
    }
}
