using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.GatewayApi;

/// <summary>KG-1, KG-2.</summary>
internal sealed class RouteLeadsOutOfMeshOracle : RuleOracle
{
    public override string Rule => "EG703";

    /// <summary>Rules with up to two backends each, or none.</summary>
    internal static JsonArray Rules(Pick pick)
    {
        var rules = new JsonArray();
        for (var count = pick.Number(1, 2); count > 0; count--)
        {
            var backends = new JsonArray();
            for (var more = pick.Number(0, 2); more > 0; more--)
            {
                backends.Add(RouteCases.Backend(pick));
            }

            rules.Add(backends.Count == 0 && pick.Chance(50) ? new JsonObject() : new JsonObject { ["backendRefs"] = backends });
        }

        return rules;
    }

    public override OracleCase Generate(Pick pick)
    {
        var route = RouteCases.Route(pick, Rules(pick));
        return pick.Chance(50) ? new OracleCase(route) { Policy = RouteCases.Policy } : InAmbient(pick, route);
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var own = RouteCases.Own(@case.Object);
        var parents = RouteCases.ParentsOf(@case.Object);
        if (own == "egress")
        {
            return [];
        }

        var foreign = parents.Where(parent => RouteCases.IsForeign(parent, own)).ToList();
        return RouteCases.Backends(@case.Object)
            .Where(backend => (parents.Any(RouteCases.IsService) && RouteCases.IsExternal(backend.Node))
                || (!RouteCases.IsEgressService(backend.Node, own)
                    && foreign.Any(parent => !RouteCases.IsSameService(parent, backend.Node, own)
                        && !IsForWaypoint(parent, backend.Node, @case))))
            .Select(backend => backend.Pointer);
    }

    /// <summary>P12: in ambient mode the entry's waypoint applies the routes of its namespace.</summary>
    private static bool IsForWaypoint(JsonNode parent, JsonNode backend, OracleCase @case)
    {
        var own = RouteCases.Own(@case.Object);
        if (!@case.Policy.Mesh.DataplaneModes.Contains(DataplaneMode.Ambient)
            || !RouteCases.IsServiceEntry(parent)
            || (OracleCase.Text(parent["namespace"]) ?? own) != own
            || OracleCase.Text(backend["group"]) != "networking.istio.io"
            || OracleCase.Text(backend["kind"]) != "Hostname")
        {
            return false;
        }

        var entry = @case.Mesh.FirstOrDefault(item => (string)item["kind"]! == "ServiceEntry"
            && (string)item["metadata"]!["namespace"]! == own
            && (string)item["metadata"]!["name"]! == OracleCase.Text(parent["name"]));
        var waypoint = OracleCase.Text(entry?["metadata"]!["labels"]?["istio.io/use-waypoint"])
            ?? OracleCase.Text(@case.NamespaceLabels?["istio.io/use-waypoint"]);
        return entry is not null
            && waypoint is not (null or "" or "none" or "None")
            && ((JsonArray)entry["spec"]!["hosts"]!).Any(host => (string)host! == OracleCase.Text(backend["name"]));
    }

    private static OracleCase InAmbient(Pick pick, JsonObject route)
    {
        var mesh = new List<JsonObject>();
        foreach (var home in new[] { "shop", "payments" })
        {
            mesh.Add(Labelled(pick, new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = home },
            }));
            foreach (var name in new[] { "reviews", "out" })
            {
                mesh.Add(Labelled(pick, new JsonObject
                {
                    ["apiVersion"] = "networking.istio.io/v1",
                    ["kind"] = "ServiceEntry",
                    ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = home },
                    ["spec"] = new JsonObject { ["hosts"] = Pick.List(pick.Some(1, "api.svc.example.com").Append("api.example.com")) },
                }));
            }
        }

        var modes = pick.One<ImmutableArray<DataplaneMode>>([DataplaneMode.Ambient], [DataplaneMode.Sidecar, DataplaneMode.Ambient]);
        var policy = RouteCases.Policy with { Mesh = RouteCases.Policy.Mesh with { DataplaneModes = modes } };
        return new OracleCase(route) { Mesh = mesh, Policy = policy };
    }

    private static JsonObject Labelled(Pick pick, JsonObject item)
    {
        if (pick.Chance(50))
        {
            var waypoint = pick.One("waypoint", "waypoint", "none", "None", "");
            item["metadata"]!["labels"] = new JsonObject { ["istio.io/use-waypoint"] = waypoint };
        }

        return item;
    }
}
