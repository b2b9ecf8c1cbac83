using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Paths.Naive;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>
/// Every question that makes sense in a mesh, whatever changed: each client that a ServiceEntry is for, each of its hosts and the names
/// under them that VirtualServices mention, each of its ports.
/// </summary>
internal static class PathQuestions
{
    public static IEnumerable<(string Client, string Host, int Port)> Of(IReadOnlyList<JsonObject> objects, OracleCase @case) =>
        from entry in objects
        where Kind(entry) == "ServiceEntry"
        from declared in Strings(Spec(entry)["hosts"]).Select(NaiveHosts.Plain)
        from host in Mentioned(objects, @case).Where(name => NaiveHosts.IsPattern(declared) && NaiveHosts.Covers(declared, name)).Append(declared)
        from port in Items(Spec(entry)["ports"])
        from client in Clients(entry, objects, @case)
        select (client, host, Number(port["number"])!.Value);

    /// <summary>The names that VirtualServices mention.</summary>
    private static IEnumerable<string> Mentioned(IReadOnlyList<JsonObject> objects, OracleCase @case) => objects
        .Where(item => Kind(item) == "VirtualService")
        .SelectMany(service => Strings(Spec(service)["hosts"])
            .Select(host => NaiveHosts.Full(host, Namespace(service), @case.Policy.Mesh.ClusterDomain))
            .Concat(Items(Spec(service)["tls"]).SelectMany(route => Items(route["match"])).SelectMany(match => Strings(match["sniHosts"]))))
        .Select(NaiveHosts.Plain);

    /// <summary>The tenants that the entry is exported to, and ambient ones, for which that does not count.</summary>
    private static IEnumerable<string> Clients(JsonObject entry, IReadOnlyList<JsonObject> objects, OracleCase @case)
    {
        var namespaces = objects.Where(item => Kind(item) == "Namespace").ToList();
        var written = Strings(Spec(entry)["exportTo"]);
        var to = written.Count > 0 ? written : [.. @case.Policy.Mesh.DefaultExportTo];
        var named = to.Contains("*") ? namespaces.Select(Name).Append(Namespace(entry))
            : to.Contains("~") ? []
            : to.Select(name => name == "." ? Namespace(entry) : name);
        var ambient = namespaces.Where(item => LabelsOf(item).GetValueOrDefault("istio.io/dataplane-mode") == "ambient").Select(Name);
        return named.Concat(ambient).Distinct().Where(name => !IsPlatform(name, @case));
    }

    public static bool IsPlatform(string name, OracleCase @case) =>
        @case.Policy.PlatformNamespaces.Contains(name) || @case.Policy.Mesh.EgressGateways.Any(gateway => gateway.Namespace == name);
}
