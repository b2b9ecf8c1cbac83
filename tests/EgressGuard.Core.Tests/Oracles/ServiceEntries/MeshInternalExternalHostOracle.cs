using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG110 from SE-6.</summary>
internal sealed class MeshInternalExternalHostOracle : EndpointsOracle
{
    public override string Rule => "EG110";

    public override OracleCase Generate(Pick pick)
    {
        var hosts = Enumerable.Range(0, pick.Number(1, 3)).Select(_ => Disguise(pick, pick.Chance(80)
            ? pick.One("db.shop.svc.cluster.local", "db.shop.svc", "db.internal", "db.local", "*.internal", "db", "*.shop.local")
            : pick.One("api.example.com", "*.example.com", "shop.notlocal", "*internal", "local.example", "*")));
        var endpoints = new JsonArray();
        for (var count = pick.Number(0, 2); count > 0; count--)
        {
            var endpoint = new JsonObject();
            var name = Disguise(
                pick, pick.One("api.example.com", "db", "db.internal", "db.eu.local", "db.bank.svc", "db.notlocal", "10.0.0.0/8"));
            pick.Maybe(endpoint, "address", "", pick.One(IPs), pick.One(IPs), pick.One(IPs), pick.One(Sockets), name);
            endpoints.Add(endpoint);
        }

        var spec = new JsonObject { ["hosts"] = Pick.List(hosts), ["endpoints"] = endpoints };
        pick.Maybe(spec, "location", "MESH_INTERNAL", "MESH_INTERNAL", "MESH_INTERNAL", "MESH_EXTERNAL");
        return new OracleCase(Entry(pick, spec)) { Policy = pick.One(Policies) };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var (policy, hosts) = (@case.Policy, Texts(Spec(@case, "hosts")).Select(Plain).ToList());
        if (OracleCase.Text(Spec(@case, "location")) != "MESH_INTERNAL" || IsPlatform(@case))
        {
            return [];
        }

        if (!hosts.TrueForAll(host => IsInternalName(host, policy)))
        {
            return ["/spec/location"];
        }

        return hosts.TrueForAll(host => IsClusterName(host, policy))
            ? []
            : Places(@case, "endpoints")
                .Where(place => IsOutside(OracleCase.Text(place.Item["address"]) ?? "", policy))
                .Select(place => place.Pointer + "/address");
    }
}
