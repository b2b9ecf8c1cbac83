using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Oracles;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>A complete way through the egress gateway for one host (istio-egress.md 3.1), in one of the forms that work.</summary>
internal static class CompliantSet
{
    /// <summary>Adds the objects; the port that clients dial.</summary>
    public static int Add(MeshObjects objects, Pick pick, string host, string home) =>
        Add(objects, pick, host, home, Form.All[pick.Number(0, Form.All.Length - 1)]);

    /// <summary>Adds the objects of one form; the port that clients dial.</summary>
    public static int Add(MeshObjects objects, Pick pick, string host, string home, Form form)
    {
        var gatewayHome = pick.One("istio-system", home);
        var gateway = objects.Add("Gateway", gatewayHome, Gateway(form, host, pick));
        var reference = gatewayHome + "/" + (string)gateway["metadata"]!["name"]!;
        Entry(objects, pick, form, host, home);
        var destination = DestinationOf(form, host, pick);
        var meshLeg = Rule(form.MeshBlock, host, "mesh", form.ClientPort, MeshDestination(objects, pick, form, host, home), pick);
        var gatewayLeg = Rule(form.GatewayBlock, host, reference, form.ServerPort, destination, pick);
        Routes(objects, pick, form, host, home, reference, meshLeg, gatewayLeg);
        if (form.Originates)
        {
            objects.Add("DestinationRule", pick.One("istio-system", home), ForAll(pick, new JsonObject
            {
                ["host"] = Declared(host),
                ["trafficPolicy"] = pick.Chance(50)
                    ? new JsonObject { ["tls"] = Tls(pick.One("SIMPLE", "MUTUAL"), null) }
                    : ForPort(form.EntryPort, Tls("SIMPLE", null)),
            }));
        }

        return form.ClientPort;
    }

    private static JsonObject Gateway(Form form, string host, Pick pick)
    {
        var server = new JsonObject
        {
            ["port"] = new JsonObject { ["number"] = form.ServerPort, ["name"] = "port", ["protocol"] = form.ServerProtocol },
            ["hosts"] = Pick.List([pick.One(host, host, host, "*", "*.example.com")]),
        };
        if (form.ServerMode is { } mode)
        {
            server["tls"] = new JsonObject { ["mode"] = mode };
        }

        return new JsonObject { ["selector"] = new JsonObject { ["istio"] = "egressgateway" }, ["servers"] = new JsonArray(server) };
    }

    private static void Entry(MeshObjects objects, Pick pick, Form form, string host, string home)
    {
        var ports = new JsonArray(Port(form.ClientPort, form.Protocol));
        if (form.EntryPort != form.ClientPort)
        {
            ports.Add(Port(form.EntryPort, "HTTPS"));
        }

        objects.Add("ServiceEntry", home, Export(pick, new JsonObject
        {
            ["hosts"] = Pick.List([host]),
            ["ports"] = ports,
            ["resolution"] = "DNS",
        }));
        if (Declared(host) != host)
        {
            // Behind a pattern there is one server.
            objects.Add("ServiceEntry", home, Export(pick, new JsonObject
            {
                ["hosts"] = Pick.List([Declared(host)]),
                ["ports"] = ports.DeepClone(),
                ["resolution"] = "DNS",
            }));
        }
    }

    /// <summary>The name that the gateway sends to.</summary>
    private static string Declared(string host) => host.StartsWith('*') ? "server" + host[1..] : host;

    private static JsonObject Port(int number, string protocol) => protocol.Length == 0
        ? new JsonObject { ["number"] = number, ["name"] = $"port-{number}" }
        : new JsonObject { ["number"] = number, ["name"] = $"port-{number}", ["protocol"] = protocol };

    private static JsonObject MeshDestination(MeshObjects objects, Pick pick, Form form, string host, string home)
    {
        var destination = To(RandomMesh.Gateway, form.ServerPort);
        if (form.HopMode is null && pick.Chance(60))
        {
            return destination;
        }

        var tls = form.HopMode is { } mode ? Tls(mode, pick.Chance(85) ? Declared(host) : null) : Tls("DISABLE", null);
        if (form.HopMode is not null && host.StartsWith('*'))
        {
            tls["sni"] = "any" + host[1..];
        }

        var spec = new JsonObject { ["host"] = RandomMesh.Gateway };
        switch (pick.Number(0, 3))
        {
            case 0:
                spec["trafficPolicy"] = new JsonObject { ["tls"] = tls };
                break;
            case 1:
                spec["trafficPolicy"] = ForPort(form.ServerPort, tls);
                break;
            default:
                destination["subset"] = "outside";
                spec["subsets"] = new JsonArray(new JsonObject
                {
                    ["name"] = "outside",
                    ["trafficPolicy"] = pick.Chance(50) ? new JsonObject { ["tls"] = tls } : ForPort(form.ServerPort, tls),
                });
                break;
        }

        objects.Add("DestinationRule", pick.One("istio-system", home), ForAll(pick, spec));
        return destination;
    }

    private static JsonObject DestinationOf(Form form, string host, Pick pick)
    {
        var destination = To(Declared(host), form.EntryPort);
        if (form.EntryPort == form.ClientPort && pick.Chance(10))
        {
            destination.Remove("port");
        }

        return destination;
    }

    private static void Routes(
        MeshObjects objects, Pick pick, Form form, string host, string home, string reference, JsonObject meshLeg, JsonObject gatewayLeg)
    {
        var elsewhere = pick.Chance(15) ? pick.One(RandomMesh.Namespaces) : home;
        if (pick.Chance(70))
        {
            var spec = Spec(host, "mesh", reference);
            Put(spec, form.MeshBlock, meshLeg);
            Put(spec, form.GatewayBlock, gatewayLeg);
            objects.Add("VirtualService", elsewhere, Export(pick, spec));
            return;
        }

        var mesh = Spec(host, "mesh");
        var atGateway = Spec(host, reference);
        if (form.MeshBlock == "http" && pick.Chance(40))
        {
            meshLeg.Remove("match");
            var inner = objects.Add("VirtualService", home, Export(pick, new JsonObject { ["http"] = new JsonArray(meshLeg) }));
            meshLeg = new JsonObject
            {
                ["match"] = new JsonArray(new JsonObject { ["port"] = form.ClientPort }),
                ["delegate"] = new JsonObject { ["name"] = inner["metadata"]!["name"]!.DeepClone(), ["namespace"] = home },
            };
        }

        Put(mesh, form.MeshBlock, meshLeg);
        Put(atGateway, form.GatewayBlock, gatewayLeg);
        objects.Add("VirtualService", elsewhere, Export(pick, mesh));
        objects.Add("VirtualService", pick.One(home, "istio-system"), Export(pick, atGateway));
    }

    private static JsonObject Spec(string host, params string[] gateways) =>
        new() { ["hosts"] = Pick.List([host]), ["gateways"] = Pick.List(gateways) };

    private static void Put(JsonObject spec, string block, JsonObject rule)
    {
        if (spec[block] is not JsonArray rules)
        {
            spec[block] = rules = [];
        }

        rules.Add(rule);
    }

    private static JsonObject Rule(string block, string host, string gateway, int port, JsonObject destination, Pick pick)
    {
        var match = new JsonObject { ["gateways"] = Pick.List([gateway]) };
        if (pick.Chance(85))
        {
            match["port"] = port;
        }

        if (block == "tls")
        {
            match["sniHosts"] = Pick.List([host]);
        }

        return new JsonObject { ["match"] = new JsonArray(match), ["route"] = new JsonArray(new JsonObject { ["destination"] = destination }) };
    }

    private static JsonObject To(string host, int port) => new() { ["host"] = host, ["port"] = new JsonObject { ["number"] = port } };

    private static JsonObject Tls(string mode, string? sni) =>
        sni is null ? new JsonObject { ["mode"] = mode } : new JsonObject { ["mode"] = mode, ["sni"] = sni };

    private static JsonObject ForPort(int port, JsonObject tls) => new()
    {
        ["portLevelSettings"] = new JsonArray(new JsonObject { ["port"] = new JsonObject { ["number"] = port }, ["tls"] = tls }),
    };

    /// <summary>Seen by the clients and by the gateway.</summary>
    private static JsonObject Export(Pick pick, JsonObject spec)
    {
        spec["exportTo"] = pick.Number(0, 3) switch
        {
            0 => Pick.List(["*"]),
            1 => Pick.List(["shop", "payments", "web", "istio-system"]),
            _ => Pick.List([".", "istio-system"]),
        };
        return spec;
    }

    private static JsonObject ForAll(Pick pick, JsonObject spec)
    {
        if (pick.Chance(60))
        {
            spec["exportTo"] = Pick.List(["*"]);
        }

        return spec;
    }
}
