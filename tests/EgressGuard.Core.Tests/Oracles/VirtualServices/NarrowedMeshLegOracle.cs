namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>A mesh leg to the gateway for some addresses only (VS-15).</summary>
internal sealed class NarrowedMeshLegOracle : RuleOracle
{
    public override string Rule => "EG209";

    public override OracleCase Generate(Pick pick) => VirtualServiceCases.Generate(pick);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var home = Bindings.Home(@case.Object);
        if (Names.IsAtHomeOnThePlatform(@case) || !Bindings.Mesh(@case.Object["spec"]!["gateways"]))
        {
            return [];
        }

        return from block in new[] { "tls", "tcp" }
            from route in Names.Objects(@case.Object["spec"]![block])
            where Names.Objects(route.Item["route"]).Any(destination => Names.Gateways(@case).Contains(
                Names.Full((string)destination.Item["destination"]!["host"]!, home, @case.Policy.Mesh.ClusterDomain)))
            from match in Names.Objects(route.Item["match"])
            let subnets = Names.Strings(match.Item["destinationSubnets"])
            where Bindings.Mesh(match.Item["gateways"])
                && subnets.Count > 0
                && !subnets.Exists(subnet => subnet is "0.0.0.0/0" or "10.1.2.3/0")
            select $"/spec/{block}/{route.Index}/match/{match.Index}/destinationSubnets";
    }
}
