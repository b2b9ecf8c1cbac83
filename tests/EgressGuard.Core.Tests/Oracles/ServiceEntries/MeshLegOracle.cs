using System.Text.Json.Nodes;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Tests.Paths.Naive;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>
/// EG103 and EG111 in a small world: up to two VirtualServices without delegates, and what else can open or close a way. Which way traffic
/// takes, the naive implementation of docs/egress-path.md tells.
/// </summary>
internal abstract class MeshLegOracle : EntryOracle
{
    private const string Gateway = "istio-egressgateway.istio-system.svc.cluster.local";

    /// <summary>Whether the rule is about this resolution; null where none is written.</summary>
    protected abstract bool IsConcerned(string? resolution);

    protected abstract string? Resolution(Pick pick);

    public override OracleCase Generate(Pick pick)
    {
        var spec = new JsonObject
        {
            ["hosts"] = Pick.List(Enumerable.Range(0, pick.Number(1, 2)).Select(_ =>
                pick.One("api.example.com", "*.example.com", "*.eu.example.com", "API.example.com"))),
            ["ports"] = Ports(pick),
        };
        if (Resolution(pick) is { } resolution)
        {
            spec["resolution"] = resolution;
        }

        if (pick.Chance(15))
        {
            spec["workloadSelector"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "relay" } };
        }

        if (pick.Chance(90))
        {
            spec["exportTo"] = pick.Chance(70)
                ? Pick.List([".", "istio-system"])
                : Pick.List(pick.One<string[]>(["istio-system"], ["~"], [".", "bank"], ["bank"], ["*"]));
        }

        var services = Enumerable.Range(0, pick.One(0, 1, 1, 1, 2)).Select(index => VirtualService(pick, $"route{index}"));
        var entry = Entry(pick, spec);
        if (pick.Chance(5))
        {
            entry["metadata"]!["labels"] = new JsonObject { ["istio.io/rev"] = pick.One("default", "canary") };
        }

        return new OracleCase(entry) { Mesh = [.. services, .. Surroundings(pick, spec)], Policy = PolicyOf(pick) };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (!IsConcerned(OracleCase.Text(Spec(@case, "resolution"))) || IsPlatform(@case))
        {
            return [];
        }

        var clients = Clients(@case).Where(client => !IsPlatform(client, @case.Policy)).ToList();
        return Texts(Spec(@case, "hosts"))
            .Where(host => clients.Exists(client => Items(Spec(@case, "ports")).Any(port => IsOpen(host, port!, client, @case))))
            .Select(_ => "/spec/resolution");
    }

    /// <summary>The namespaces that the entry is exported to.</summary>
    private static IEnumerable<string> Clients(OracleCase @case)
    {
        var own = NamespaceOf(@case.Object);
        var scopes = Texts(Spec(@case, "exportTo")) is { Count: > 0 } written ? written : [.. @case.Policy.Mesh.DefaultExportTo];
        return scopes.Contains("*")
            ? @case.Mesh.Where(item => OracleCase.Text(item["kind"]) == "Namespace").Select(item => (string)item["metadata"]!["name"]!).Append(own)
            : scopes.Contains("~") ? [] : scopes.Select(scope => scope == "." ? own : scope);
    }

    /// <summary>UDP passes proxies by: another rule's matter.</summary>
    private static bool IsOpen(string host, JsonNode port, string client, OracleCase @case) =>
        OracleCase.Text(port["protocol"]) != "UDP"
        && Names(Plain(host), @case).Any(name => IsAnsweredFor(host, name, (int)port["number"]!, client, @case)
            && NaivePaths.Find([@case.Object, .. @case.Mesh], @case.Policy, client, name, (int)port["number"]!)
                .Exists(way => way.Outcome == PathOutcome.Direct));

    /// <summary>The host, and the names under it that somebody routes and that no other host of the entry is nearer to.</summary>
    private static IEnumerable<string> Names(string host, OracleCase @case) => @case.Mesh
        .Where(item => OracleCase.Text(item["kind"]) == "VirtualService")
        .SelectMany(item => Texts(item["spec"]!["hosts"])
            .Concat(Items(item["spec"]!["tls"]).SelectMany(route => Items(route!["match"])).SelectMany(match => Texts(match!["sniHosts"]))))
        .Select(Plain)
        .Where(name => Covers(host, name)
            && !Texts(Spec(@case, "hosts")).Select(Plain).Any(other => other != host && Covers(host, other) && Covers(other, name)))
        .Append(host)
        .Distinct();

    /// <summary>Whether what answers is declared for this host, and not more narrowly by another entry.</summary>
    private static bool IsAnsweredFor(string host, string name, int port, string client, OracleCase @case)
    {
        var objects = NaiveObjects.Active([@case.Object, .. @case.Mesh], @case.Policy);
        var question = new NaiveQuestion(objects, @case.Policy, client, new Dictionary<string, string>(), name, port);
        return NaiveServices.Answering(question)?.PortOf(port)?.Entry is { } entry
            && Texts(entry["spec"]!["hosts"]).Exists(declared => Plain(declared) == Plain(host));
    }

    private static IEnumerable<JsonObject> Surroundings(Pick pick, JsonObject spec)
    {
        if (pick.Chance(30))
        {
            yield return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = "bank" } };
        }

        if (pick.Chance(40))
        {
            yield return Object("Gateway", Own, "egress", new JsonObject
            {
                ["selector"] = new JsonObject { ["istio"] = pick.One("egressgateway", "egressgateway", "other") },
                ["servers"] = new JsonArray(new JsonObject
                {
                    ["port"] = new JsonObject { ["number"] = 443, ["name"] = "tls", ["protocol"] = "TLS" },
                    ["tls"] = new JsonObject { ["mode"] = "PASSTHROUGH" },
                    ["hosts"] = new JsonArray("*.example.com"),
                }),
            });
        }

        if (pick.Chance(15))
        {
            yield return Object("DestinationRule", pick.One(Own, "bank"), "gateway", new JsonObject
            {
                ["host"] = pick.One(Gateway, Gateway, "api.example.com"),
                ["trafficPolicy"] = new JsonObject { ["loadBalancer"] = new JsonObject { ["simple"] = pick.One("PASSTHROUGH", "ROUND_ROBIN") } },
            });
        }

        if (pick.Chance(15))
        {
            yield return Object("Sidecar", pick.One(Own, Own, "bank"), "default", new JsonObject
            {
                ["egress"] = new JsonArray(new JsonObject { ["hosts"] = Pick.List(pick.Some(2, "./*", "bank/*", "*/*.example.com", "*/api.example.com").Append("istio-system/*")) }),
            });
        }

        if (pick.Chance(20))
        {
            // Nothing is routed to www.example.com, so that whatever leaves directly leaves to the host itself.
            yield return Object("ServiceEntry", pick.One(Own, "bank"), pick.One("another", "zebra"), new JsonObject
            {
                ["hosts"] = pick.Chance(50) ? spec["hosts"]!.DeepClone() : new JsonArray("www.example.com"),
                ["ports"] = Ports(pick),
                ["resolution"] = pick.One("DNS", "NONE"),
                ["exportTo"] = Pick.List(pick.One<string[]>(["."], ["*"], [".", Own])),
            });
        }
    }

    private static EgressPolicy PolicyOf(Pick pick)
    {
        var policy = EgressPolicy.Default;
        return policy with
        {
            Mesh = policy.Mesh with
            {
                OutboundTrafficPolicy = pick.Chance(70) ? OutboundTrafficPolicy.RegistryOnly : OutboundTrafficPolicy.AllowAny,
                DefaultExportTo = pick.Chance(80) ? ["*"] : ["."],
            },
        };
    }

    private static JsonArray Ports(Pick pick)
    {
        var ports = new JsonArray();
        foreach (var number in pick.One<int[]>([], [443], [443], [80], [443, 80]))
        {
            var port = new JsonObject { ["number"] = number, ["name"] = $"port-{number}" };
            pick.Maybe(port, "protocol", "TLS", "TLS", "TLS", "https", "HTTP", "grpc", "TCP", "UDP", "", "QUIC");
            ports.Add(port);
        }

        return ports;
    }

    private static JsonObject VirtualService(Pick pick, string name)
    {
        var spec = new JsonObject
        {
            ["hosts"] = new JsonArray(pick.Chance(60)
                ? "*.example.com"
                : pick.One("api.example.com", "*.eu.example.com", "*.com", "Api.example.com", "example.org")),
        };
        if (pick.Chance(80))
        {
            spec["gateways"] = Pick.List(pick.One<string[]>(["mesh"], ["mesh", "egress"], ["egress", "mesh"], ["egress"]));
        }

        if (pick.Chance(60))
        {
            spec["exportTo"] = Pick.List(pick.One<string[]>([".", "istio-system"], ["."], ["*"], ["bank"], [".", "bank"]));
        }

        foreach (var block in (string[])["tls", "http", "tcp"])
        {
            if (pick.Chance(75))
            {
                spec[block] = new JsonArray([.. Enumerable.Range(0, pick.One(1, 1, 1, 2)).Select(_ => Route(pick, block))]);
            }
        }

        var service = Object("VirtualService", pick.One(Own, Own, Own, "bank"), name, spec);
        if (pick.Chance(20))
        {
            service["metadata"]!["labels"] = new JsonObject { ["istio.io/rev"] = pick.One("default", "canary", "") };
        }

        return service;
    }

    private static JsonObject Route(Pick pick, string block)
    {
        var route = new JsonObject { ["route"] = new JsonArray(Destination(pick)) };
        if (pick.Chance(10))
        {
            ((JsonArray)route["route"]!).Add(Destination(pick));
        }

        if (block == "http" && pick.Chance(10))
        {
            route["mirror"] = new JsonObject { ["host"] = pick.One(Gateway, "api.example.com") };
        }

        if (pick.Chance(80))
        {
            route["match"] = new JsonArray([.. Enumerable.Range(0, pick.One(1, 1, 2)).Select(_ => Match(pick, block))]);
        }

        return route;
    }

    private static JsonObject Destination(Pick pick) => new()
    {
        ["destination"] = new JsonObject
        {
            ["host"] = pick.Chance(85)
                ? Gateway
                : pick.One("istio-egressgateway", "istio-egressgateway.istio-system", "api.example.com", Gateway.ToUpperInvariant()),
        },
    };

    private static JsonObject Match(Pick pick, string block)
    {
        var match = new JsonObject();
        if (pick.Chance(60))
        {
            match["gateways"] = Pick.List(pick.One<string[]>(["mesh"], ["mesh"], ["mesh", "egress"], ["egress"]));
        }

        if (pick.Chance(30))
        {
            match["port"] = pick.One(443, 443, 80);
        }

        if (block == "tls")
        {
            match["sniHosts"] = Pick.List(pick.Chance(70)
                ? ["*.example.com"]
                : pick.Some(2, "api.example.com", "*.eu.example.com", "*.com", "example.org"));
        }

        if (block != "http" && pick.Chance(10))
        {
            match["destinationSubnets"] = new JsonArray("203.0.113.0/24");
        }

        if (pick.Chance(10))
        {
            match["sourceLabels"] = new JsonObject { ["app"] = "web" };
        }

        if (pick.Chance(15))
        {
            match["sourceNamespace"] = pick.One(Own, "bank");
        }

        return match;
    }
}
