using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG109 from SE-5 (a) to (d), L4 and, for names of the cluster that lead outside, WE-2 and SVC-2.</summary>
internal sealed class EndpointElsewhereOracle : EndpointsOracle
{
    public override string Rule => "EG109";

    public override OracleCase Generate(Pick pick)
    {
        var endpoints = new JsonArray();
        for (var count = pick.Number(0, 3); count > 0; count--)
        {
            var endpoint = new JsonObject();
            pick.Maybe(endpoint, "address", Address(pick), Address(pick), Address(pick), Address(pick), "");
            pick.Maybe(endpoint, "network", "external", "");
            endpoints.Add(endpoint);
        }

        var hosts = Enumerable.Range(0, pick.Number(1, 2)).Select(_ => Disguise(
            pick, pick.One(
                "api.example.com", "*.example.com", "*i.example.com", "www.example.com", "db.shop.svc.cluster.local",
                "*.svc.cluster.local", "db.internal", "db.local", "db")));
        var spec = new JsonObject { ["hosts"] = Pick.List(hosts), ["endpoints"] = endpoints };
        pick.Maybe(spec, "location", "MESH_INTERNAL");
        pick.Maybe(spec, "resolution", "STATIC", "DNS");
        return new OracleCase(Entry(pick, spec)) { Policy = pick.One(Policies) };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var hosts = Texts(Spec(@case, "hosts")).Select(Plain).ToList();
        foreach (var (pointer, endpoint) in Places(@case, "endpoints"))
        {
            var address = OracleCase.Text(endpoint["address"]) ?? "";
            if (address.Length > 0 && !IsPlatform(@case) && IsElsewhere(address, hosts, @case.Policy))
            {
                yield return pointer + "/address";
            }
        }
    }

    private static bool IsElsewhere(string address, List<string> hosts, EgressPolicy policy)
    {
        if (Sockets.Contains(address))
        {
            return true;
        }

        var name = Plain(address);
        var leadsOut = IsOutside(address, policy) && hosts.Any(host => IsClusterName(host, policy) && !IsWild(host));
        if (GatewayNames(policy).Contains(name) || leadsOut)
        {
            return true;
        }

        return IPs.Contains(address)
            ? !IsAllowed(address, policy)
                && (IsProtected(address, policy) || (IsInCluster(address, policy) && hosts.Any(host => !IsInternalName(host, policy))))
            : !hosts.Any(host => Overlap(host, name) || Ends("." + name, "." + host.Replace("*.", "", StringComparison.Ordinal)));
    }

    private static string Address(Pick pick) => pick.Number(1, 4) switch
    {
        1 => pick.One(Sockets),
        2 => pick.One(IPs),
        3 => Disguise(pick, pick.One(
            "istio-egressgateway.istio-system", "istio-egressgateway.istio-system.svc",
            "istio-egressgateway.istio-system.svc.cluster.local", "istio-egressgateway.shop.svc.cluster.local", "istio-egressgateway",
            "relay.shop.svc.cluster.local", "relay.bank.svc")),
        _ => Disguise(pick, pick.One(
            "api.example.com", "eu.api.example.com", "evilapi.example.com", "example.com", "notexample.com", "www.example.com", "com",
            "relay.example.org", "db.shop.svc.cluster.local", "db.internal", "eu.db.internal", "10.0.0.0/8", "010.0.0.1", "db")),
    };
}
