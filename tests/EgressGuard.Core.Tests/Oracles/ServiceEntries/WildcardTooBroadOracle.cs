using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG107 from SE-8 and SE-H3.</summary>
internal sealed class WildcardTooBroadOracle : EntryOracle
{
    private static readonly EgressPolicy[] Policies =
    [
        EgressPolicy.Default,
        EgressPolicy.Default with { ServiceEntries = new() { MinimumWildcardLabels = 1 } },
        EgressPolicy.Default with { ServiceEntries = new() { MinimumWildcardLabels = 3 } },
        EgressPolicy.Default with { Mesh = new() { ClusterDomain = "corp.example.com" } },
    ];

    public override string Rule => "EG107";

    public override OracleCase Generate(Pick pick)
    {
        var hosts = Enumerable.Range(0, pick.Number(1, 2)).Select(_ => Disguise(pick, Host(pick)));
        return new OracleCase(Entry(pick, new JsonObject { ["hosts"] = Pick.List(hosts) })) { Policy = pick.One(Policies) };
    }

    public override IEnumerable<string> Violations(OracleCase @case) => IsPlatform(@case)
        ? []
        : Places(@case, "hosts").Where(place => IsTooBroad(Plain((string)place.Item!), @case.Policy)).Select(place => place.Pointer);

    private static string Host(Pick pick) =>
        pick.One("*", "*.", "*foo.", "*-", "*.*.", "", "api.")
        + pick.One("", "com", "svc", "local", "example.com", "eu.example.com", "a.eu.example.com", "cluster.local", "svc.cluster.local",
            "shop.svc.cluster.local", "corp.example.com", "svc.corp.example.com", "vc.cluster.local", "istio-system.svc", "web.svc.clusterset.local", "a..com");
}
