using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG101 from SE-R1, C19 and 1.3, in a small world without delegates: up to two more entries and two VirtualServices.</summary>
internal sealed class ResolutionNoneThroughGatewayOracle : EntryOracle
{
    private static readonly string[] Hosts = ["api.example.com", "www.example.com", "*.example.com", "db.shop.svc.cluster.local"];

    public override string Rule => "EG101";

    public override OracleCase Generate(Pick pick)
    {
        var entries = Enumerable.Range(0, pick.Number(0, 2)).Select(index => ServiceEntry(pick, $"entry{index}")).ToList();
        var services = Enumerable.Range(0, pick.Number(0, 2)).Select(index => VirtualService(pick, $"route{index}")).ToList();
        return pick.Chance(50)
            ? new OracleCase(ServiceEntry(pick, "subject")) { Mesh = [.. entries, .. services, VirtualService(pick, "another")] }
            : new OracleCase(VirtualService(pick, "subject")) { Mesh = [.. entries, .. services, ServiceEntry(pick, "another")] };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        List<JsonObject> all = [.. @case.Mesh, @case.Object];
        var entries = all.Where(item => (string)item["kind"]! == "ServiceEntry" && IsActive(item, @case.Policy)).ToList();
        if ((string)@case.Object["kind"]! == "VirtualService")
        {
            // A destination is a violation where some entry takes it.
            return GatewayLegs(@case.Object, @case.Policy)
                .Where(leg => entries.Exists(entry => IsInTheWay(entry, leg.Host, entries, @case.Policy)))
                .Select(leg => leg.Pointer);
        }

        var destinations = all
            .Where(item => (string)item["kind"]! == "VirtualService")
            .SelectMany(item => GatewayLegs(item, @case.Policy))
            .Select(leg => leg.Host)
            .ToList();
        return entries.Contains(@case.Object) && destinations.Exists(host => IsInTheWay(@case.Object, host, entries, @case.Policy))
            ? ["/spec/resolution"]
            : [];
    }

    /// <summary>
    /// Whether the gateway has only this entry, which is no help, to go by. It has another one where it sees that and not this.
    /// </summary>
    private static bool IsInTheWay(JsonObject entry, string host, List<JsonObject> entries, EgressPolicy policy)
    {
        var rivals = entries.Where(other =>
            other != entry && Declares(other, host) && !IsPassthrough(other) && IsSeenByGateway(other, policy));
        return Declares(entry, host) && IsPassthrough(entry) && (IsSeenByGateway(entry, policy) || !rivals.Any());
    }

    private static bool Declares(JsonObject entry, string host) => Texts(entry["spec"]!["hosts"]).Exists(item => Plain(item) == host);

    private static bool IsPassthrough(JsonObject entry) =>
        (OracleCase.Text(entry["spec"]!["resolution"]) ?? "NONE") == "NONE" && entry["spec"]!["workloadSelector"] is null;

    private static bool IsSeenByGateway(JsonObject entry, EgressPolicy policy)
    {
        var scopes = Texts(entry["spec"]!["exportTo"]);
        return scopes.Count == 0 || scopes.Contains("*")
            || policy.Mesh.EgressGateways.Any(gateway => scopes.Contains(gateway.Namespace)
                || (scopes.Contains(".") && NamespaceOf(entry) == gateway.Namespace));
    }

    private static bool IsActive(JsonObject item, EgressPolicy policy) =>
        OracleCase.Text(item["metadata"]!["labels"]?["istio.io/rev"]) is not { } revision
        || policy.Mesh.Revisions.Contains(revision);

    /// <summary>The destinations that gateways apply, whichever gateway it is.</summary>
    private static IEnumerable<(string Pointer, string Host)> GatewayLegs(JsonObject service, EgressPolicy policy)
    {
        var spec = service["spec"]!;
        var own = NamespaceOf(service);
        var bound = Texts(spec["gateways"]).Where(name => name != "mesh").Select(name => FullName(name, own)).ToList();
        foreach (var block in (string[])["http", "tls", "tcp"])
        {
            var routes = Items(spec[block]).ToList();
            for (var i = 0; i < routes.Count && IsActive(service, policy); i++)
            {
                var matches = Items(routes[i]!["match"])
                    .Select(match => Texts(match!["gateways"]).Select(name => FullName(name, own)).ToList())
                    .ToList();
                if (!bound.Exists(gateway => matches.Count == 0 || matches.Exists(match => match.Count == 0 || match.Contains(gateway))))
                {
                    continue;
                }

                foreach (var (place, host) in Destinations(routes[i]!))
                {
                    yield return ($"/spec/{block}/{i}{place}", Plain(host.Contains('.') ? host : $"{host}.{own}.svc.cluster.local"));
                }
            }
        }
    }

    private static IEnumerable<(string Place, string Host)> Destinations(JsonNode route)
    {
        foreach (var list in (string[])["route", "mirrors"])
        {
            var destinations = Items(route[list]).ToList();
            for (var i = 0; i < destinations.Count; i++)
            {
                yield return ($"/{list}/{i}/destination/host", (string)destinations[i]!["destination"]!["host"]!);
            }
        }

        if (route["mirror"] is { } mirror)
        {
            yield return ("/mirror/host", (string)mirror["host"]!);
        }
    }

    private static string FullName(string gateway, string own) => gateway switch
    {
        "mesh" => gateway,
        _ when gateway.StartsWith("./", StringComparison.Ordinal) => own + gateway[1..],
        _ when gateway.Contains('/') => gateway,
        _ when gateway.Contains('.') => gateway.Split('.')[1] + "/" + gateway.Split('.')[0],
        _ => own + "/" + gateway,
    };

    private static JsonObject ServiceEntry(Pick pick, string name)
    {
        var hosts = pick.Some(2, Hosts).Append(pick.One(Hosts)).Select(host => Disguise(pick, host));
        var spec = new JsonObject { ["hosts"] = Pick.List(hosts) };
        pick.Maybe(spec, "resolution", "NONE", "DNS", "STATIC");
        if (pick.Chance(60))
        {
            spec["exportTo"] = Pick.List(pick.One<string[]>([".", "istio-system"], ["."], ["*"], ["~"], ["bank"]));
        }

        if (pick.Chance(15))
        {
            spec["workloadSelector"] = new JsonObject();
        }

        return InRevision(pick, Object("ServiceEntry", AnyNamespace(pick), name, spec));
    }

    private static JsonObject VirtualService(Pick pick, string name)
    {
        var spec = new JsonObject { ["hosts"] = new JsonArray(pick.One(Hosts)) };
        if (pick.Chance(90))
        {
            spec["gateways"] = Pick.List(
                pick.Some(3, "mesh", "egress", "egress", "./egress", "shop/egress", "egress.shop", "istio-system/egress"));
        }

        foreach (var block in (string[])["http", "tls", "tcp"])
        {
            if (pick.Chance(50))
            {
                spec[block] = new JsonArray([.. Enumerable.Range(0, pick.Number(1, 2)).Select(_ => Route(pick, block))]);
            }
        }

        return InRevision(pick, Object("VirtualService", AnyNamespace(pick), name, spec));
    }

    private static JsonObject Route(Pick pick, string block)
    {
        var route = new JsonObject
        {
            ["route"] = new JsonArray([.. Enumerable.Range(0, pick.Number(1, 2)).Select(_ => Weighted(pick))]),
        };
        if (block == "http" && pick.Chance(20))
        {
            route["mirror"] = new JsonObject { ["host"] = Destination(pick) };
        }

        if (block == "http" && pick.Chance(20))
        {
            route["mirrors"] = new JsonArray(Weighted(pick));
        }

        if (pick.Chance(70))
        {
            route["match"] = new JsonArray([.. Enumerable.Range(0, pick.Number(1, 2)).Select(_ => new JsonObject
            {
                ["gateways"] = Pick.List(pick.Some(2, "mesh", "mesh", "egress", "shop/egress", "other", "istio-system/egress")),
            })]);
        }

        return route;
    }

    private static JsonObject Weighted(Pick pick) => new() { ["destination"] = new JsonObject { ["host"] = Destination(pick) } };

    private static string Destination(Pick pick) =>
        Disguise(pick, pick.One([.. Hosts, "db", "istio-egressgateway.istio-system.svc.cluster.local", "example.com"]));

    private static JsonObject InRevision(Pick pick, JsonObject item)
    {
        if (pick.Chance(20))
        {
            item["metadata"]!["labels"] = new JsonObject { ["istio.io/rev"] = pick.One("default", "canary", "") };
        }

        return item;
    }
}
