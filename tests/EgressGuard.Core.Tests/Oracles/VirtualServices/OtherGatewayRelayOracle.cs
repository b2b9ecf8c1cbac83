using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>An external destination at a gateway that is no egress gateway (VS-10).</summary>
internal sealed class OtherGatewayRelayOracle : RuleOracle
{
    public override string Rule => "EG210";

    public override OracleCase Generate(Pick pick) => VirtualServiceCases.Generate(pick);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (Names.IsAtHomeOnThePlatform(@case))
        {
            return [];
        }

        var services = @case.Mesh.Where(item => (string)item["kind"]! == "VirtualService").Append(@case.Object).ToList();
        var found = new HashSet<string>();
        foreach (var root in services.Where(service => Names.Strings(service["spec"]!["hosts"]).Count > 0))
        {
            var bound = Bindings.Gateways(root["spec"]!["gateways"], Bindings.Home(root));
            foreach (var block in new[] { "http", "tls", "tcp" })
            {
                foreach (var (i, route) in Names.Objects(root["spec"]![block]))
                {
                    var at = Narrow(bound, route, root);
                    if (ReferenceEquals(root, @case.Object))
                    {
                        found.UnionWith(Relayed(route, $"/spec/{block}/{i}", at, root, @case));
                    }

                    if (route["delegate"] is not JsonObject reference)
                    {
                        continue;
                    }

                    var name = (OracleCase.Text(reference["namespace"]) ?? Bindings.Home(root)) + "/" + (string)reference["name"]!;
                    foreach (var part in services.Where(service => Bindings.Reference(service) == name))
                    {
                        foreach (var (j, inner) in Names.Objects(part["spec"]!["http"]))
                        {
                            var relayed = Relayed(inner, $"/spec/http/{j}", Narrow(at, inner, part), part, @case).ToList();
                            if (ReferenceEquals(part, @case.Object))
                            {
                                found.UnionWith(relayed);
                            }
                            else if (ReferenceEquals(root, @case.Object) && relayed.Count > 0)
                            {
                                found.Add($"/spec/{block}/{i}/delegate");
                            }
                        }
                    }
                }
            }
        }

        return found;
    }

    private static HashSet<string> Narrow(HashSet<string> bound, JsonObject route, JsonObject owner)
    {
        var matches = Names.Objects(route["match"]).ToList();
        return matches.Count == 0
            ? bound
            : [.. matches.SelectMany(match => Names.Strings(match.Item["gateways"]).Count == 0
                ? bound
                : bound.Intersect(Bindings.Gateways(match.Item["gateways"], Bindings.Home(owner))))];
    }

    private static IEnumerable<string> Relayed(JsonObject route, string pointer, HashSet<string> at, JsonObject owner, OracleCase @case)
    {
        if (!at.Any(gateway => Bindings.IsEgress(gateway, @case) == false))
        {
            return [];
        }

        var places = new[] { "route", "mirrors" }
            .SelectMany(list => Names.Objects(route[list])
                .Select(item => ($"/{list}/{item.Index}/destination/host", item.Item["destination"]?["host"])))
            .Append(("/mirror/host", route["mirror"]?["host"]));
        return from place in places
            let host = OracleCase.Text(place.Item2)
            where host is not null && !Names.IsInCluster(
                Names.Full(host, Bindings.Home(owner), @case.Policy.Mesh.ClusterDomain), @case.Policy.Mesh.ClusterDomain)
            select pointer + place.Item1;
    }
}
