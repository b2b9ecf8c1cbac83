using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG105 from SE-7 and SE-H1.</summary>
internal sealed class HostShadowsClusterNameOracle : EntryOracle
{
    private static readonly EgressPolicy[] Policies =
    [
        EgressPolicy.Default,
        EgressPolicy.Default with { ServiceEntries = new() { MinimumWildcardLabels = 1 } },
        EgressPolicy.Default with { ServiceEntries = new() { MinimumWildcardLabels = 0 } },
        EgressPolicy.Default with
        {
            Mesh = new()
            {
                ClusterDomain = "corp.example.com",
                EgressGateways = [new(), new() { Service = "egress", Namespace = "edge" }],
            },
        },
    ];

    public override string Rule => "EG105";

    public override OracleCase Generate(Pick pick)
    {
        var hosts = Enumerable.Range(0, pick.Number(1, 3)).Select(_ => Disguise(pick, Host(pick)));
        return new OracleCase(Entry(pick, new JsonObject { ["hosts"] = Pick.List(hosts) })) { Policy = pick.One(Policies) };
    }

    public override IEnumerable<string> Violations(OracleCase @case) => IsPlatform(@case)
        ? []
        : Places(@case, "hosts")
            .Where(place => IsSquatting(Plain((string)place.Item!), NamespaceOf(@case.Object), @case.Policy))
            .Select(place => place.Pointer);

    private static bool IsSquatting(string host, string own, EgressPolicy policy)
    {
        if (IsTooBroad(host, policy))
        {
            return false; // EG107 says it
        }

        if (GatewayNames(policy).Any(name => Overlap(host, name)) || (!IsWild(host) && host.Split('.').Length == 1))
        {
            return true;
        }

        if (!IsClusterName(host, policy))
        {
            return false;
        }

        // Whose is it? [pod.]service.namespace.svc[.domain]
        var labels = host.Split('.').ToList();
        var domain = policy.Mesh.ClusterDomain.Split('.');
        if (labels.TakeLast(domain.Length).SequenceEqual(domain))
        {
            labels.RemoveRange(labels.Count - domain.Length, domain.Length);
        }

        return !(labels.Count >= 3 && labels[^1] == "svc" && labels[^2] == own);
    }

    private static string Host(Pick pick) =>
        pick.One(
            "istio-egressgateway.istio-system", "egress.edge", "istio-egressgateway.shop", "db.shop", "db.bank", "pod.db.shop", "shop.bank",
            "shop", "db.workshop", "api", "*", "*.istio-system", "*.shop", "*-gw.nodes", "*way.istio-system", "*gress.edge",
            "api.example", "")
        + pick.One(
            "", "", ".svc", ".svc.cluster.local", ".svc.cluster.local", ".cluster.local", ".svc.clusterset.local", ".svc.corp.example.com", ".com",
            ".local", "svc");
}
