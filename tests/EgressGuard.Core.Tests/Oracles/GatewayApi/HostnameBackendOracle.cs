using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.GatewayApi;

/// <summary>KG-3.</summary>
internal sealed class HostnameBackendOracle : RuleOracle
{
    public override string Rule => "EG704";

    public override OracleCase Generate(Pick pick) =>
        new(pick.Chance(10) ? Backend(pick) : RouteCases.Route(pick, RouteLeadsOutOfMeshOracle.Rules(pick))) { Policy = RouteCases.Policy };

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var own = RouteCases.Own(@case.Object);
        if ((string)@case.Object["kind"]! == "XBackend")
        {
            var name = OracleCase.Text(@case.Object["spec"]!["externalHostname"]?["hostname"]);
            var isOfService = name is not null && (name.EndsWith(".svc.cluster.local", StringComparison.Ordinal)
                || name.EndsWith(".svc.clusterset.local", StringComparison.Ordinal));
            return own == "egress" || name is null || isOfService ? [] : ["/spec/externalHostname/hostname"];
        }

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

    private static JsonObject Backend(Pick pick)
    {
        var host = new JsonObject();
        pick.Maybe(host, "hostname", "api.example.com", "reviews.shop.svc.cluster.local", "reviews.shop.svc.clusterset.local", "svc.cluster.local");
        return new JsonObject
        {
            ["apiVersion"] = "gateway.networking.x-k8s.io/v1alpha1",
            ["kind"] = "XBackend",
            ["metadata"] = new JsonObject { ["name"] = "api", ["namespace"] = pick.One("shop", "shop", "egress") },
            ["spec"] = new JsonObject { ["type"] = "ExternalHostname", ["externalHostname"] = host },
        };
    }
}
