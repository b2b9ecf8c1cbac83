using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>External destinations of the routes that sidecars apply, among ServiceEntries that may say that a host is the mesh's own.</summary>
internal abstract class MeshLegOracle : ExternalLegOracle
{
    private protected sealed override bool Counts(HashSet<string> at, OracleCase @case) => at.Contains("mesh");

    private protected sealed override bool IsOfTheMesh(string host, OracleCase @case)
    {
        // Names that are meant to be an egress gateway's are another rule's (C5).
        if (@case.Policy.Mesh.EgressGateways.Any(gateway => (host + ".").StartsWith($"{gateway.Service}.{gateway.Namespace}.", StringComparison.Ordinal)))
        {
            return true;
        }

        var declaring = @case.Mesh
            .Where(item => (string)item["kind"]! == "ServiceEntry" && Names.Strings(item["spec"]!["hosts"]).Any(declared => Names.Plain(declared) == host))
            .ToList();
        return declaring.Count > 0 && declaring.TrueForAll(item => OracleCase.Text(item["spec"]!["location"]) == "MESH_INTERNAL");
    }

    private protected sealed override OracleCase With(OracleCase @case, Pick pick)
    {
        var entries = new List<JsonObject>();
        for (var count = pick.Number(0, 2); count > 0; count--)
        {
            var spec = new JsonObject { ["hosts"] = Pick.List([pick.One("files.example.net", "Files.example.net.", "api.example.com")]) };
            pick.Maybe(spec, "location", "MESH_INTERNAL", "MESH_INTERNAL", "MESH_EXTERNAL");
            entries.Add(new JsonObject
            {
                ["apiVersion"] = "networking.istio.io/v1",
                ["kind"] = "ServiceEntry",
                ["metadata"] = new JsonObject { ["name"] = $"entry-{count}", ["namespace"] = "shop" },
                ["spec"] = spec,
            });
        }

        return @case with { Mesh = [.. @case.Mesh, .. entries] };
    }
}
