using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>External destinations of the routes that hold somewhere, those of delegates included, seen from root and delegate.</summary>
internal abstract class ExternalLegOracle : RuleOracle
{
    /// <summary>The members of a route that count: route, mirror, mirrors.</summary>
    private protected abstract IReadOnlyList<string> Lists { get; }

    public sealed override OracleCase Generate(Pick pick) => With(VirtualServiceCases.Generate(pick), pick);

    /// <summary>Whether a route that holds at these Gateways, and at "mesh", counts.</summary>
    private protected abstract bool Counts(HashSet<string> at, OracleCase @case);

    /// <summary>Whether the host, which is none of the cluster's, belongs to the mesh all the same.</summary>
    private protected virtual bool IsOfTheMesh(string host, OracleCase @case) => false;

    /// <summary>Whether a destination counts: one outside the cluster, and not of the mesh.</summary>
    private protected virtual bool Counts(string host, JsonObject root, OracleCase @case) =>
        !Names.IsInCluster(host, @case.Policy.Mesh.ClusterDomain) && !IsOfTheMesh(host, @case);

    private protected virtual OracleCase With(OracleCase @case, Pick pick) => @case;

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
            var bound = Named(root["spec"]!["gateways"], Bindings.Home(root));
            foreach (var block in new[] { "http", "tls", "tcp" })
            {
                foreach (var (i, route) in Names.Objects(root["spec"]![block]))
                {
                    var at = Narrow(bound, route, root);
                    if (ReferenceEquals(root, @case.Object))
                    {
                        found.UnionWith(Relayed(route, $"/spec/{block}/{i}", at, root, root, @case));
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
                            var relayed = Relayed(inner, $"/spec/http/{j}", Narrow(at, inner, part), part, root, @case).ToList();
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
                : bound.Intersect(Named(match.Item["gateways"], Bindings.Home(owner))))];
    }

    private IEnumerable<string> Relayed(JsonObject route, string pointer, HashSet<string> at, JsonObject owner, JsonObject root, OracleCase @case)
    {
        if (!Counts(at, @case))
        {
            return [];
        }

        return from place in Lists.SelectMany(list => PlacesOf(list, route))
            let host = OracleCase.Text(place.Item2)
            where host is not null && Counts(Names.Full(host, Bindings.Home(owner), @case.Policy.Mesh.ClusterDomain), root, @case)
            select pointer + place.Item1;
    }

    private static IEnumerable<(string, JsonNode?)> PlacesOf(string list, JsonObject route) => list == "mirror"
        ? [("/mirror/host", route["mirror"]?["host"])]
        : Names.Objects(route[list]).Select(item => ($"/{list}/{item.Index}/destination/host", item.Item["destination"]?["host"]));

    /// <summary>The Gateways of the list, and "mesh" where it means that, too.</summary>
    private static HashSet<string> Named(JsonNode? gateways, string home)
    {
        var named = Bindings.Gateways(gateways, home);
        if (Bindings.Mesh(gateways))
        {
            named.Add("mesh");
        }

        return named;
    }
}
