using EgressGuard.Core.Tests.Oracles.VirtualServices;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>A tunnel in a tenant's rule (DR-4).</summary>
internal sealed class TunnelOutsideGatewayOracle : RuleOracle
{
    public override string Rule => "EG403";

    public override OracleCase Generate(Pick pick) => DestinationRuleCases.Generate(pick);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        return Names.IsAtHomeOnThePlatform(@case)
            ? []
            : from place in DestinationRuleCases.TrafficPolicies(@case, withPorts: false)
                where place.Policy.ContainsKey("tunnel")
                select place.Pointer + "/tunnel";
    }
}
