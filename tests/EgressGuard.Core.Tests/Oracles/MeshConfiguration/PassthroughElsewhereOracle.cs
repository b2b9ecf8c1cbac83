using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Oracles.VirtualServices;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>A rule for another host than the gateway's with the load balancer PASSTHROUGH, in a tenant's namespace (DR-1).</summary>
internal sealed class PassthroughElsewhereOracle : RuleOracle
{
    private static readonly string[] Layer4 = ["tcp", "tls", "https", "mongo", "redis", "mysql"];

    public override string Rule => "EG424";

    public override OracleCase Generate(Pick pick)
    {
        var @case = DestinationRuleCases.Generate(pick);
        var ports = pick.Some(2, "tcp-db", "tcp", "http-web", "http", "redis-1", "", "https-web", "tcpx");
        return @case with
        {
            Mesh = pick.Chance(60)
                ?
                [
                    new JsonObject
                    {
                        ["apiVersion"] = "v1",
                        ["kind"] = "Service",
                        ["metadata"] = new JsonObject { ["name"] = "reviews", ["namespace"] = "shop" },
                        ["spec"] = new JsonObject
                        {
                            ["ports"] = new JsonArray(
                                [.. ports.Select((name, index) => (JsonNode)new JsonObject { ["name"] = name, ["port"] = 80 + index })]),
                        },
                    },
                ]
                : [],
        };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (DestinationRuleCases.Host(@case) is not { } host || DestinationRuleCases.IsForGateway(@case)
            || @case.Policy.PlatformNamespaces.Contains(Bindings.Home(@case.Object))
            || @case.Policy.Mesh.EgressGateways.Any(gateway => gateway.Namespace == Bindings.Home(@case.Object))
            || @case.Mesh.Any(item => IsFor(item, host, @case.Policy.Mesh.ClusterDomain) && IsLayer4(item)))
        {
            return [];
        }

        return from place in DestinationRuleCases.TrafficPolicies(@case, withPorts: true)
               where OracleCase.Text(place.Policy["loadBalancer"]?["simple"]) == "PASSTHROUGH"
               select place.Pointer + "/loadBalancer/simple";
    }

    private static bool IsFor(JsonObject service, string host, string domain) =>
        host == $"{service["metadata"]!["name"]}.{service["metadata"]!["namespace"]}.svc.{domain}";

    private static bool IsLayer4(JsonObject service) => service["spec"]!["ports"] is JsonArray { Count: > 0 } ports
        && ports.All(port => Layer4.Contains(((string?)port!["name"] ?? "").Split('-')[0]));
}
