namespace EgressGuard.Core.Tests.Oracles.GatewayApi;

/// <summary>KG-3.</summary>
internal sealed class HostnameBackendOracle : RuleOracle
{
    public override string Rule => "EG704";

    public override OracleCase Generate(Pick pick) =>
        new(RouteCases.Route(pick, RouteLeadsOutOfMeshOracle.Rules(pick))) { Policy = RouteCases.Policy };

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var own = RouteCases.Own(@case.Object);
        var parents = RouteCases.ParentsOf(@case.Object);
        if (own == "egress" || parents.Any(RouteCases.IsMesh))
        {
            return [];
        }

        var other = parents.Any(parent =>
            (RouteCases.IsGateway(parent) && !RouteCases.IsEgressGateway(parent, own))
            || (RouteCases.IsListenerSet(parent) && (OracleCase.Text(parent["namespace"]) ?? own) is "shop" or "payments"));
        return RouteCases.Backends(@case.Object)
            .Where(backend => other && RouteCases.IsExternal(backend.Node))
            .Select(backend => backend.Pointer);
    }
}
