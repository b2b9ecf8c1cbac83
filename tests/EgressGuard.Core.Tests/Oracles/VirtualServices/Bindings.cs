using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>Which gateways a list names (istio-egress.md 2.3), and which of those are egress gateways (2.4).</summary>
internal static class Bindings
{
    /// <summary>Whether the list means the mesh.</summary>
    public static bool Mesh(JsonNode? gateways) => Names.Strings(gateways) is var names && (names.Count == 0 || names.Contains("mesh"));

    /// <summary>The Gateways of the list, as namespace/name.</summary>
    public static HashSet<string> Gateways(JsonNode? gateways, string home) =>
        [.. Names.Strings(gateways).Where(name => name != "mesh").Select(name => Resolve(name, home))];

    /// <summary>What the mesh holds under the name: an egress gateway, another gateway, or nothing.</summary>
    public static bool? IsEgress(string gateway, OracleCase @case)
    {
        var found = @case.Mesh.FirstOrDefault(item => (string)item["kind"]! == "Gateway" && Reference(item) == gateway);
        if (found is null)
        {
            return null;
        }

        var selector = (JsonObject)found["spec"]!["selector"]!;
        return selector.Count == 0 || @case.Policy.Mesh.EgressGateways.Any(egress =>
            selector.Any(label => egress.Selector.ContainsKey(label.Key))
            && selector.All(label => !egress.Selector.TryGetValue(label.Key, out var value) || value == (string)label.Value!));
    }

    /// <summary>Whether the VirtualService is applied in the mesh or at an egress gateway.</summary>
    public static bool ReachEgress(OracleCase @case) => Mesh(@case.Object["spec"]!["gateways"])
        || Gateways(@case.Object["spec"]!["gateways"], Home(@case.Object)).Any(gateway => IsEgress(gateway, @case) == true);

    /// <summary>Whether it is, and has an external host.</summary>
    public static bool ConcernEgress(OracleCase @case) => ReachEgress(@case)
        && Names.Strings(@case.Object["spec"]!["hosts"]).Any(host => !Names.IsInCluster(
            Names.Full(host, Home(@case.Object), @case.Policy.Mesh.ClusterDomain), @case.Policy.Mesh.ClusterDomain));

    public static string Home(JsonObject item) => (string)item["metadata"]!["namespace"]!;

    public static string Reference(JsonObject item) => Home(item) + "/" + (string)item["metadata"]!["name"]!;

    private static string Resolve(string name, string home) => name.Split('/') switch
    {
        [".", var own] => home + "/" + own,
        [_, _] => name,
        _ => name.Split('.') switch
        {
            [var own, var other, ..] => other + "/" + own,
            _ => home + "/" + name,
        },
    };
}
