using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Oracles;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>One change to a mesh: something that somebody may get wrong, or try.</summary>
internal static class Mutation
{
    private static readonly Action<MeshObjects, Pick>[] All =
    [
        Removed, Removed, Export, Export, Revision, Bound, Bound, MatchPort, MatchGateways, MatchGateways, MatchGateways, Condition, Condition,
        DestinationHost, DestinationHost, DestinationHost, DestinationPort, Subset, Weight, Weight, Mirror, Mirror, Block, Sni, Reversed, Answer, ServerPort, ServerTls,
        ServerHosts, Selector, PortProtocol, PortProtocol, EntryPort, Resolution, Endpoints, Endpoints, EntryHost, RouteHost, RuleTls, RuleBalancer,
        RuleBalancer, RuleHost, Elsewhere, Copied, Spelling,
    ];

    public static void Apply(MeshObjects objects, Pick pick) => All[pick.Number(0, All.Length - 1)](objects, pick);

    /// <summary>One of the kind goes away.</summary>
    public static Action<MeshObjects, Pick> Without(string kind) => (objects, pick) => Change(objects, pick, kind, objects.Remove);

    private static void Change(MeshObjects objects, Pick pick, string kind, Action<JsonObject> change)
    {
        if (objects.Of(kind) is { Count: > 0 } all)
        {
            change(all[pick.Number(0, all.Count - 1)]);
        }
    }

    private static void ChangeRule(MeshObjects objects, Pick pick, Action<string, JsonObject> change) =>
        Change(objects, pick, "VirtualService", service =>
        {
            var rules =
                (from block in new[] { "http", "tls", "tcp" }
                 where service["spec"]![block] is JsonArray
                 from rule in service["spec"]![block]!.AsArray()
                 select (Block: block, Rule: rule!.AsObject())).ToList();
            if (rules.Count > 0)
            {
                var (block, rule) = rules[pick.Number(0, rules.Count - 1)];
                change(block, rule);
            }
        });

    private static void ChangeMatch(MeshObjects objects, Pick pick, Action<string, JsonObject> change) => ChangeRule(objects, pick, (block, rule) =>
    {
        if (rule["match"] is not JsonArray matches)
        {
            rule["match"] = matches = new JsonArray(new JsonObject());
        }

        change(block, matches[pick.Number(0, matches.Count - 1)]!.AsObject());
    });

    private static void ChangeDestination(MeshObjects objects, Pick pick, Action<JsonObject> change) => ChangeRule(objects, pick, (_, rule) =>
    {
        if (rule["route"] is JsonArray { Count: > 0 } route)
        {
            change(route[pick.Number(0, route.Count - 1)]!["destination"]!.AsObject());
        }
    });

    private static void ChangeServer(MeshObjects objects, Pick pick, Action<JsonObject> change) =>
        Change(objects, pick, "Gateway", gateway => change(gateway["spec"]!["servers"]![0]!.AsObject()));

    public static void Removed(MeshObjects objects, Pick pick) =>
        objects.Remove(objects.All[pick.Number(0, objects.All.Count - 1)]);

    public static void Export(MeshObjects objects, Pick pick) => Change(
        objects, pick, pick.One("VirtualService", "VirtualService", "ServiceEntry", "DestinationRule"),
        item => Bystanders.ExportSomewhere(item["spec"]!.AsObject(), pick));

    private static void Revision(MeshObjects objects, Pick pick) => Change(
        objects, pick, pick.One("VirtualService", "ServiceEntry", "DestinationRule", "Gateway", "Sidecar"),
        item => item["metadata"]!["labels"] = new JsonObject { ["istio.io/rev"] = pick.One("default", "canary", "gone", "") });

    public static void Bound(MeshObjects objects, Pick pick) => Change(objects, pick, "VirtualService", service =>
    {
        var gateways = (service["spec"]!["gateways"] as JsonArray ?? []).Select(name => (string)name!).ToList();
        switch (pick.Number(0, 3))
        {
            case 0:
                gateways.Remove("mesh");
                break;
            case 1:
                gateways.RemoveAll(name => name != "mesh");
                break;
            case 2:
                gateways = [.. gateways.Select(name => name.Split('/')[^1])];
                break;
            default:
                gateways.Reverse();
                break;
        }

        if (gateways.Count == 0)
        {
            service["spec"]!.AsObject().Remove("gateways");
        }
        else
        {
            service["spec"]!["gateways"] = Pick.List(gateways);
        }
    });

    public static void MatchPort(MeshObjects objects, Pick pick) =>
        ChangeMatch(objects, pick, (_, match) => match["port"] = pick.One(80, 443, 8443));

    public static void MatchGateways(MeshObjects objects, Pick pick) => ChangeMatch(objects, pick, (block, match) =>
    {
        match.Remove("gateways");
        if (pick.Chance(40))
        {
            match["gateways"] = Pick.List([pick.One("mesh", "istio-system/a0", "nobody")]);
        }
        else if (pick.Chance(50) && block != "tls")
        {
            match.Remove("port");
        }
    });

    public static void Condition(MeshObjects objects, Pick pick) => ChangeMatch(objects, pick, (block, match) =>
    {
        switch (pick.Number(0, block == "http" ? 6 : 3))
        {
            case 0:
                match["sourceLabels"] = Bystanders.RandomLabels(pick);
                break;
            case 1:
                match["sourceNamespace"] = pick.One("shop", "payments", "istio-system");
                break;
            case 2:
                match["sourceLabels"] = Bystanders.RandomLabels(pick);
                match.Remove("gateways");
                break;
            case 3 when block != "http":
                match["destinationSubnets"] = Pick.List(["203.0.113.0/24"]);
                break;
            case 3 or 4:
                match["uri"] = new JsonObject { ["prefix"] = pick.One("/", "/api") };
                break;
            case 5:
                match["method"] = new JsonObject { ["exact"] = "GET" };
                break;
            default:
                match["headers"] = new JsonObject { ["x-canary"] = new JsonObject { ["exact"] = "yes" } };
                break;
        }
    });

    public static void DestinationHost(MeshObjects objects, Pick pick) => ChangeDestination(objects, pick, destination =>
        destination["host"] = pick.One(
            "istio-egressgateway", "istio-egressgateway.istio-system", "api.example.com", "www.example.com", "files.example.org", RandomMesh.Gateway,
            RandomMesh.Gateway, RandomMesh.SecondGateway, "nobody.example.org", "outside", "backend.shop.svc.cluster.local"));

    public static void DestinationPort(MeshObjects objects, Pick pick) => ChangeDestination(objects, pick, destination =>
    {
        destination.Remove("port");
        if (pick.Chance(60))
        {
            destination["port"] = new JsonObject { ["number"] = pick.One(80, 443, 8443) };
        }
    });

    public static void Subset(MeshObjects objects, Pick pick) => ChangeDestination(objects, pick, destination =>
    {
        if (!destination.Remove("subset"))
        {
            destination["subset"] = pick.One("outside", "other");
        }
    });

    private static void Weight(MeshObjects objects, Pick pick) => ChangeRule(objects, pick, (_, rule) =>
    {
        if (rule["route"] is JsonArray { Count: > 0 } route)
        {
            // Istio refuses weights that are all 0.
            var (first, second) = (pick.One(0, 90), pick.One(0, 10, 10));
            route[0]!["weight"] = first;
            route.Add(new JsonObject { ["destination"] = Destination(pick), ["weight"] = first == 0 ? 10 : second });
        }
    });

    private static JsonObject Destination(Pick pick) => new()
    {
        ["host"] = pick.One("api.example.com", "files.example.org", "www.example.com", RandomMesh.Gateway),
        ["port"] = new JsonObject { ["number"] = pick.One(80, 443, 8443) },
    };

    private static void Mirror(MeshObjects objects, Pick pick) => ChangeRule(objects, pick, (block, rule) =>
    {
        if (block == "http" && pick.Chance(50))
        {
            rule["mirror"] = Destination(pick);
        }
        else if (block == "http")
        {
            rule["mirrors"] = new JsonArray(new JsonObject { ["destination"] = Destination(pick) });
        }
    });

    public static void Block(MeshObjects objects, Pick pick) => Change(objects, pick, "VirtualService", service =>
    {
        var spec = service["spec"]!.AsObject();
        var from = pick.One("http", "tls", "tcp");
        var to = pick.One("http", "tls", "tcp");
        if (from != to && spec[from] is JsonArray rules && spec[to] is null && (rules.Count == 0 || rules[0]!["delegate"] is null))
        {
            spec.Remove(from);
            spec[to] = rules;
            foreach (var rule in rules)
            {
                var matches = rule!["match"] as JsonArray ?? [];
                if (to == "tls" && matches.Count == 0)
                {
                    rule["match"] = matches = new JsonArray(new JsonObject());
                }

                foreach (var match in matches)
                {
                    match!.AsObject().Remove("sniHosts");
                    if (to == "tls")
                    {
                        match["sniHosts"] = spec["hosts"]?.DeepClone() ?? Pick.List(["api.example.com"]);
                    }
                }
            }
        }
    });

    public static void Sni(MeshObjects objects, Pick pick) => ChangeMatch(objects, pick, (block, match) =>
    {
        if (block == "tls")
        {
            match["sniHosts"] = Pick.List([pick.One(RandomMesh.Hosts)]);
        }
    });

    private static void Reversed(MeshObjects objects, Pick pick) => Change(objects, pick, "VirtualService", service =>
    {
        if (service["spec"]![pick.One("http", "tls", "tcp")] is JsonArray rules)
        {
            var turned = rules.Select(rule => rule!.DeepClone()).Reverse().ToArray();
            rules.Clear();
            foreach (var rule in turned)
            {
                rules.Add(rule);
            }
        }
    });

    private static void Answer(MeshObjects objects, Pick pick) => ChangeRule(objects, pick, (block, rule) =>
    {
        if (block == "http" && rule.Remove("route"))
        {
            rule[pick.One("redirect", "directResponse")] = new JsonObject();
        }
    });

    public static void ServerPort(MeshObjects objects, Pick pick) =>
        ChangeServer(objects, pick, server => server["port"]!["number"] = pick.One(80, 443, 8443));

    public static void ServerTls(MeshObjects objects, Pick pick) => ChangeServer(objects, pick, server =>
    {
        server["port"]!["protocol"] = pick.One("HTTP", "HTTPS", "TLS", "TCP");
        server.Remove("tls");
        if ((string)server["port"]!["protocol"]! is "HTTPS" or "TLS")
        {
            server["tls"] = new JsonObject();
            pick.Maybe(server["tls"]!.AsObject(), "mode", "PASSTHROUGH", "ISTIO_MUTUAL", "SIMPLE", "MUTUAL", "AUTO_PASSTHROUGH");
        }
    });

    public static void ServerHosts(MeshObjects objects, Pick pick) => ChangeServer(objects, pick, server => server["hosts"] = Pick.List(
        [pick.One("*", "api.example.com", "*.example.com", "files.example.org", "shop/*", "./api.example.com", "istio-system/*.example.com", "*/*")]));

    private static void Selector(MeshObjects objects, Pick pick) => Change(objects, pick, "Gateway", gateway =>
        gateway["spec"]!["selector"] = new JsonObject { ["istio"] = pick.One("ingressgateway", "outlet") });

    public static void PortProtocol(MeshObjects objects, Pick pick) => Change(objects, pick, "ServiceEntry", entry =>
    {
        var port = entry["spec"]!["ports"]![0]!.AsObject();
        port.Remove("protocol");
        pick.Maybe(port, "protocol", "HTTP", "TLS", "TCP", "HTTPS", "UDP", "GRPC");
    });

    public static void EntryPort(MeshObjects objects, Pick pick) => Change(objects, pick, "ServiceEntry", entry =>
    {
        var ports = entry["spec"]!["ports"]!.AsArray();
        var number = pick.One(80, 443, 8443);
        if (ports.All(port => (int)port!["number"]! != number))
        {
            ports.Add(new JsonObject { ["number"] = number, ["name"] = "more", ["protocol"] = pick.One("HTTP", "TLS", "TCP") });
        }
    });

    public static void Resolution(MeshObjects objects, Pick pick) => Change(objects, pick, "ServiceEntry", entry =>
    {
        entry["spec"]!.AsObject().Remove("resolution");
        pick.Maybe(entry["spec"]!.AsObject(), "resolution", "NONE", "STATIC", "DYNAMIC_DNS");
    });

    public static void Endpoints(MeshObjects objects, Pick pick) => Change(objects, pick, "ServiceEntry", entry =>
    {
        if (pick.Chance(15))
        {
            entry["spec"]!["workloadSelector"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "proxy" } };
            return;
        }

        var addresses = pick.Some(
            2, "203.0.113.9", "10.1.2.3", "192.168.7.7", "backend.shop.svc.cluster.local", "other.example.net", RandomMesh.Gateway, RandomMesh.Gateway);
        entry["spec"]!["endpoints"] = new JsonArray([.. addresses.Distinct().Select(address => new JsonObject { ["address"] = address })]);
    });

    public static void EntryHost(MeshObjects objects, Pick pick) => Change(objects, pick, "ServiceEntry", entry =>
        entry["spec"]!["hosts"] = Pick.List([pick.One("api.example.com", "*.example.com", "www.example.com", "*.com", "backend.shop.svc.cluster.local")]));

    /// <summary>The same name, written otherwise: Istio does not see that everywhere.</summary>
    private static void Spelling(MeshObjects objects, Pick pick) => Change(objects, pick, pick.One("VirtualService", "ServiceEntry"), item =>
    {
        if (item["spec"]!["hosts"] is JsonArray { Count: > 0 } hosts)
        {
            var host = (string)hosts[0]!;
            hosts[0] = pick.Chance(60) ? host.Replace("example", "Example", StringComparison.Ordinal) : host.TrimEnd('.') + ".";
        }
    });

    public static void RouteHost(MeshObjects objects, Pick pick) => Change(objects, pick, "VirtualService", service =>
    {
        if (service["spec"]!["hosts"] is not null)
        {
            service["spec"]!["hosts"] = Pick.List(pick.Some(2, "api.example.com", "*.example.com", "www.example.com", "*.com").Append(pick.One(RandomMesh.Hosts)).Distinct());
        }
    });

    public static void RuleTls(MeshObjects objects, Pick pick) => Change(objects, pick, "DestinationRule", rule =>
        PolicyOf(rule, pick)["tls"] = new JsonObject { ["mode"] = pick.One("DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL") });

    public static void RuleBalancer(MeshObjects objects, Pick pick) => Change(objects, pick, "DestinationRule", rule =>
        PolicyOf(rule, pick)["loadBalancer"] = new JsonObject { ["simple"] = pick.One("PASSTHROUGH", "PASSTHROUGH", "ROUND_ROBIN") });

    /// <summary>Another name for TLS, or none.</summary>
    public static void RuleSni(MeshObjects objects, Pick pick) => Change(objects, pick, "DestinationRule", rule =>
    {
        var policy = PolicyOf(rule, pick);
        if (policy["tls"] is not JsonObject tls)
        {
            policy["tls"] = tls = new JsonObject { ["mode"] = pick.One("ISTIO_MUTUAL", "ISTIO_MUTUAL", "SIMPLE") };
        }

        tls.Remove("sni");
        pick.Maybe(tls, "sni", "api.example.com", "files.example.org", "nobody.example.org");
    });

    private static JsonObject PolicyOf(JsonObject rule, Pick pick)
    {
        var owner = rule["spec"]!["subsets"] is JsonArray { Count: > 0 } subsets && pick.Chance(50) ? subsets[0]!.AsObject() : rule["spec"]!.AsObject();
        if (owner["trafficPolicy"] is not JsonObject policy)
        {
            owner["trafficPolicy"] = policy = new JsonObject();
        }

        if (!pick.Chance(30))
        {
            return policy;
        }

        var port = new JsonObject { ["port"] = new JsonObject { ["number"] = pick.One(80, 443, 8443) } };
        policy["portLevelSettings"] = new JsonArray(port);
        return port;
    }

    private static void RuleHost(MeshObjects objects, Pick pick) => Change(objects, pick, "DestinationRule", rule =>
        rule["spec"]!["host"] = pick.One("istio-egressgateway", RandomMesh.Gateway, "*.local", "*.example.com", "api.example.com"));

    public static void Elsewhere(MeshObjects objects, Pick pick) => Change(
        objects, pick, pick.One("VirtualService", "ServiceEntry", "DestinationRule", "Gateway"),
        item => item["metadata"]!["namespace"] = pick.One("shop", "payments", "web", "istio-system"));

    public static void Copied(MeshObjects objects, Pick pick) => Change(
        objects, pick, pick.One("VirtualService", "ServiceEntry", "DestinationRule", "Gateway"),
        item => objects.Add((string)item["kind"]!, pick.One("shop", "payments", "web", "istio-system"), item["spec"]!.DeepClone().AsObject()));
}
