using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>
/// EG103 and EG111 in a small world: up to two VirtualServices without delegates. The connections that can matter are listed one by one,
/// and each must have a route (2.6), and no route but those to the egress gateway.
/// </summary>
internal abstract class MeshLegOracle : EntryOracle
{
    private const string Gateway = "istio-egressgateway.istio-system.svc.cluster.local";

    /// <summary>A name under each wildcard that nothing else names, too.</summary>
    private static readonly string[] Names =
        ["api.example.com", "www.example.com", "a.eu.example.com", "b.eu.example.com", "other.example.com", "example.org"];

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
        return new OracleCase(Entry(pick, spec)) { Mesh = [.. services] };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (!IsConcerned(OracleCase.Text(Spec(@case, "resolution"))) || IsPlatform(@case))
        {
            return [];
        }

        var own = NamespaceOf(@case.Object);
        var clients = Scopes(Spec(@case, "exportTo"))
            .Select(scope => scope is "." or "*" ? own : scope)
            .Where(scope => scope != "~" && !IsPlatform(scope, @case.Policy))
            .ToList();
        return Texts(Spec(@case, "hosts"))
            .Where(host => clients.Exists(client => Items(Spec(@case, "ports")).Any(port => IsOpen(host, port!, client, @case))))
            .Select(_ => "/spec/resolution");
    }

    private static bool IsOpen(string host, JsonNode port, string client, OracleCase @case)
    {
        var names = Names.Where(name => Covers(Plain(host), name)).ToList();
        foreach (var block in Blocks(OracleCase.Text(port["protocol"]) ?? ""))
        {
            foreach (var name in names)
            {
                foreach (var isLabelled in (bool[])[false, true])
                {
                    foreach (var isInSubnet in (bool[])[false, true])
                    {
                        var connection = new Connection(host, name, block, (int)port["number"]!, client, isLabelled, isInSubnet);
                        if (IsOpen(connection, @case))
                        {
                            return true;
                        }
                    }
                }
            }
        }

        return false;
    }

    private static bool IsOpen(Connection connection, OracleCase @case)
    {
        var isRouted = false;
        foreach (var service in @case.Mesh)
        {
            var spec = service["spec"]!;
            var hosts = Texts(spec["hosts"]);
            if (!IsSeen(service, connection.Client, @case.Policy) || !hosts.Exists(host => Covers(Plain(host), connection.Name)))
            {
                continue;
            }

            // Istio finds the route by the host as it is written on both sides.
            var isFound = Plain(connection.Host) == connection.Host
                && hosts.Exists(host => Plain(host) == host && Covers(host, connection.Name));
            foreach (var route in Items(spec[connection.Block]))
            {
                var matches = Items(route!["match"]).ToList();
                var bound = Texts(spec["gateways"]);
                var isAtMesh = bound.Count == 0 || bound.Contains("mesh");
                var isTaken = isAtMesh && (matches.Count == 0 || matches.Exists(match => Holds(match!, connection)));
                if (isTaken && !Destinations(route, NamespaceOf(service)).All(host => host == Gateway))
                {
                    return true;
                }

                // A tls route without match is not applied.
                isRouted |= isTaken && isFound && (matches.Count > 0 || connection.Block != "tls");
            }
        }

        return !isRouted;
    }

    private static bool Holds(JsonNode match, Connection connection)
    {
        var gateways = Texts(match["gateways"]);
        var isFree = connection.Block == "http" && gateways.Count > 0;
        return (gateways.Count == 0 || gateways.Contains("mesh"))
            && (match["port"] is not { } port || (int)port == connection.Port)
            && (isFree || match["sourceLabels"] is null || connection.IsLabelled)
            && (isFree || match["sourceNamespace"] is not { } source || (string)source! == connection.Client)
            && (match["destinationSubnets"] is null || connection.IsInSubnet)
            && (connection.Block != "tls" || Texts(match["sniHosts"]).Exists(sni => Covers(Plain(sni), connection.Name)));
    }

    private static IEnumerable<string> Destinations(JsonNode route, string @namespace) =>
        Items(route["route"]).Select(item => item!["destination"]!["host"]!)
            .Concat(route["mirror"] is { } mirror ? [mirror["host"]!] : [])
            .Select(host => (string)host!)
            .Select(host => host.Contains('.') ? Plain(host) : $"{host}.{@namespace}.svc.cluster.local");

    private static bool IsSeen(JsonObject service, string client, EgressPolicy policy)
    {
        var revision = OracleCase.Text(service["metadata"]!["labels"]?["istio.io/rev"]);
        var scopes = Scopes(service["spec"]!["exportTo"]);
        return (revision is null || policy.Mesh.Revisions.Contains(revision))
            && (scopes.Contains("*") || scopes.Contains(client) || (scopes.Contains(".") && NamespaceOf(service) == client));
    }

    private static List<string> Scopes(JsonNode? exportTo) => Texts(exportTo) is { Count: > 0 } written ? written : ["*"];

    private static string[] Blocks(string protocol) => protocol switch
    {
        "HTTP" or "grpc" => ["http"],
        "TLS" or "https" => ["tls"],
        "TCP" => ["tcp"],
        "UDP" => [],
        _ => ["http", "tcp"],
    };

    private static JsonArray Ports(Pick pick)
    {
        var ports = new JsonArray();
        for (var count = pick.One(0, 1, 1, 1, 2); count > 0; count--)
        {
            var port = new JsonObject { ["number"] = pick.One(443, 443, 80) };
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

    /// <param name="Host">The entry's host as written.</param>
    /// <param name="Name">The name that is called.</param>
    /// <param name="Block">The block that a sidecar applies.</param>
    /// <param name="Port">The entry's port.</param>
    /// <param name="Client">The client's namespace.</param>
    /// <param name="IsLabelled">Whether the client carries the label that matches ask for.</param>
    /// <param name="IsInSubnet">Whether the dialled address is in the range that matches ask for.</param>
    private sealed record Connection(string Host, string Name, string Block, int Port, string Client, bool IsLabelled, bool IsInSubnet);
}
