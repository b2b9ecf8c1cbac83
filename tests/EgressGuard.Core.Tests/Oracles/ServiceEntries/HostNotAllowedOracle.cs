using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG108 from the policy's <c>hosts</c>.</summary>
internal sealed class HostNotAllowedOracle : EntryOracle
{
    private static readonly string[] Names = ["example.com", "api.example.com", "eu.api.example.com", "evilexample.com", "example.net"];

    public override string Rule => "EG108";

    public override OracleCase Generate(Pick pick)
    {
        var hosts = Enumerable.Range(0, pick.Number(1, 3)).Select(_ => Disguise(pick, pick.Chance(10)
            ? pick.One("db.shop.svc.cluster.local", "db.svc", "*.local", "db", "*.cluster.local")
            : pick.One("", "", "*.", "*") + pick.One(Names)));
        var groups = Enumerable.Range(0, pick.Number(0, 3)).Select(_ => new HostPermission(
            [.. pick.Some(2, Own, Own, "bank", "istio-system")],
            [.. pick.Some(4, Names), .. pick.Some(2, Names).Select(name => "*." + name)]));
        return new OracleCase(Entry(pick, new JsonObject { ["hosts"] = Pick.List(hosts) }))
        {
            Policy = EgressPolicy.Default with { Hosts = [.. groups] },
        };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        foreach (var (pointer, item) in Places(@case, "hosts"))
        {
            var host = Plain((string)item!);
            var isAllowed = false;
            foreach (var group in @case.Policy.Hosts)
            {
                foreach (var allowed in group.Allow)
                {
                    isAllowed |= group.Namespaces.Contains(NamespaceOf(@case.Object)) && Covers(allowed, host);
                }
            }

            if (!isAllowed && @case.Policy.Hosts.Length > 0 && !IsClusterName(host, @case.Policy) && !IsPlatform(@case))
            {
                yield return pointer;
            }
        }
    }
}
