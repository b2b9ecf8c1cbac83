using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Oracles;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>What stands in a mesh besides the ways through the gateway, and may stand in their way.</summary>
internal static class Bystanders
{
    private static readonly Action<MeshObjects, Pick>[] All =
    [
        Service, Service, Ambient, Sidecar, Sidecar, Rival, Rival, RivalEntry, RivalRule, OtherGateway, Impostor, ExternalName, Loop, Waypoint,
    ];

    public static void Add(MeshObjects objects, Pick pick)
    {
        if (pick.Chance(50))
        {
            Service(objects, pick);
        }

        if (pick.Chance(24))
        {
            Waypoint(objects, pick);
        }

        if (pick.Chance(5))
        {
            Loop(objects, pick);
        }

        for (var count = pick.Number(0, 2); count > 0; count--)
        {
            One(objects, pick);
        }
    }

    /// <summary>Adds one.</summary>
    public static void One(MeshObjects objects, Pick pick) => All[pick.Number(0, All.Length - 1)](objects, pick);

    private static void Service(MeshObjects objects, Pick pick)
    {
        var ports = new JsonArray(Port(80, "http"), Port(443, "tls"), Port(8443, "tcp"));
        if (pick.Chance(15))
        {
            ports.RemoveAt(pick.Number(0, 2));
        }

        if (pick.Chance(80))
        {
            objects.Add("Service", "istio-system", new JsonObject { ["ports"] = ports }, "istio-egressgateway");
        }
        else
        {
            objects.Add("Service", "outlets", new JsonObject { ["ports"] = new JsonArray(Port(443, "tls")) }, "egress");
        }
    }

    private static JsonObject Port(int number, string name) => new() { ["port"] = number, ["name"] = name };

    public static void Ambient(MeshObjects objects, Pick pick)
    {
        foreach (var home in RandomMesh.Namespaces.Where(_ => pick.Chance(60)))
        {
            var labels = new JsonObject { ["istio.io/dataplane-mode"] = pick.One("ambient", "ambient", "none") };
            if (pick.Chance(70))
            {
                labels["istio.io/use-waypoint"] = pick.One("egress", "egress", "egress", "none");
            }

            objects.AddNamespace(home, labels);
        }
    }

    /// <summary>An ambient namespace with ServiceEntries of which some are bound to a waypoint.</summary>
    private static void Waypoint(MeshObjects objects, Pick pick)
    {
        Ambient(objects, pick);
        foreach (var entry in objects.Of("ServiceEntry"))
        {
            var labels = new JsonObject();
            pick.Maybe(labels, "istio.io/use-waypoint", "egress", "egress", "none");
            pick.Maybe(labels, "networking.istio.io/enable-autoallocate-ip", "true", "False");
            if (pick.Chance(10))
            {
                labels["gateway.istio.io/managed"] = pick.One("istio.io-mesh-controller", "istio.io-eastwest-controller", "somebody");
            }

            entry["metadata"]!["labels"] = labels;
            if (pick.Chance(30))
            {
                entry["spec"]!["addresses"] = Pick.List(["203.0.113.7"]);
            }
        }
    }

    public static void Sidecar(MeshObjects objects, Pick pick)
    {
        var spec = new JsonObject();
        if (pick.Chance(30))
        {
            spec["workloadSelector"] = new JsonObject { ["labels"] = RandomLabels(pick) };
        }

        if (pick.Chance(85))
        {
            var listeners = new JsonArray();
            if (pick.Chance(25))
            {
                listeners.Add(new JsonObject
                {
                    ["port"] = new JsonObject { ["number"] = pick.One(80, 443, 8443), ["protocol"] = "TLS", ["name"] = "port" },
                    ["hosts"] = ImportedHosts(pick),
                });
            }

            if (listeners.Count == 0 || pick.Chance(70))
            {
                listeners.Add(new JsonObject { ["hosts"] = ImportedHosts(pick) });
            }

            spec["egress"] = listeners;
        }

        if (pick.Chance(40))
        {
            var policy = new JsonObject();
            pick.Maybe(policy, "mode", "ALLOW_ANY", "ALLOW_ANY", "REGISTRY_ONLY");
            if (pick.Chance(15) && (string?)policy["mode"] == "ALLOW_ANY")
            {
                policy["egressProxy"] = new JsonObject
                {
                    ["host"] = pick.One(RandomMesh.Gateway, "files.example.org", "api.example.com"),
                    ["port"] = new JsonObject { ["number"] = pick.One(80, 443, 8443) },
                };
            }

            spec["outboundTrafficPolicy"] = policy;
        }

        objects.Add("Sidecar", pick.One("shop", "payments", "web", "istio-system"), spec);
    }

    public static JsonObject RandomLabels(Pick pick) => pick.Number(0, 2) switch
    {
        0 => new JsonObject { ["app"] = "web" },
        1 => new JsonObject { ["version"] = "v1" },
        _ => new JsonObject { ["app"] = "web", ["version"] = "v1" },
    };

    private static JsonArray ImportedHosts(Pick pick)
    {
        var items = pick.Some(
            3, "./*", "*/*", "istio-system/*", "shop/*", "*/api.example.com", "*/*.example.com", "./api.example.com", "payments/*", "~/*",
            "~*/api.example.com", "~shop/*.example.com", "*/files.example.org", "~istio-system/*");
        return Pick.List(items.Count == 0 ? ["*/*"] : items.Distinct());
    }

    /// <summary>A VirtualService that takes traffic elsewhere.</summary>
    public static void Rival(MeshObjects objects, Pick pick)
    {
        var host = pick.One(RandomMesh.Hosts);
        var target = pick.One("api.example.com", "files.example.org", "nobody.example.org", RandomMesh.Gateway, "istio-egressgateway", RandomMesh.SecondGateway);
        var block = pick.One("http", "tls", "tcp");
        var match = new JsonObject();
        if (block == "tls")
        {
            match["sniHosts"] = Pick.List([host]);
        }

        if (pick.Chance(30))
        {
            match["port"] = pick.One(80, 443, 8443);
        }

        var rule = new JsonObject
        {
            ["route"] = new JsonArray(new JsonObject
            {
                ["destination"] = new JsonObject { ["host"] = target, ["port"] = new JsonObject { ["number"] = pick.One(80, 443, 8443) } },
            }),
        };
        if (match.Count > 0)
        {
            rule["match"] = new JsonArray(match);
        }

        var spec = new JsonObject { ["hosts"] = Pick.List([host]), [block] = new JsonArray(rule) };
        ExportSomewhere(spec, pick);
        objects.Add("VirtualService", pick.One("shop", "payments", "web", "istio-system"), spec);
    }

    public static void RivalEntry(MeshObjects objects, Pick pick)
    {
        var spec = new JsonObject
        {
            ["hosts"] = Pick.List([pick.One(RandomMesh.Hosts)]),
            ["ports"] = new JsonArray(new JsonObject
            {
                ["number"] = pick.One(80, 443, 8443),
                ["name"] = "port",
                ["protocol"] = pick.One("HTTP", "TLS", "TCP", "HTTPS", "UDP"),
            }),
        };
        pick.Maybe(spec, "resolution", "DNS", "DNS", "NONE");
        ExportSomewhere(spec, pick);
        objects.Add("ServiceEntry", pick.One("shop", "payments", "web", "istio-system"), spec);
    }

    public static void RivalRule(MeshObjects objects, Pick pick)
    {
        var policy = new JsonObject();
        if (pick.Chance(40))
        {
            policy["loadBalancer"] = new JsonObject { ["simple"] = pick.One("PASSTHROUGH", "PASSTHROUGH", "ROUND_ROBIN") };
        }

        if (pick.Chance(50))
        {
            policy["tls"] = new JsonObject { ["mode"] = pick.One("DISABLE", "SIMPLE", "ISTIO_MUTUAL") };
        }

        var spec = new JsonObject { ["host"] = pick.One(RandomMesh.Gateway, "*.local", "api.example.com", "*.com", "files.example.org") };
        spec[pick.Chance(80) ? "trafficPolicy" : "subsets"] = policy;
        if (spec["subsets"] is not null)
        {
            spec["subsets"] = new JsonArray(new JsonObject { ["name"] = pick.One("outside", "other"), ["trafficPolicy"] = policy.DeepClone() });
        }

        if (pick.Chance(15))
        {
            spec["workloadSelector"] = new JsonObject { ["matchLabels"] = RandomLabels(pick) };
        }
        else
        {
            ExportSomewhere(spec, pick);
        }

        objects.Add("DestinationRule", pick.One("shop", "payments", "web", "istio-system"), spec);
    }

    private static void OtherGateway(MeshObjects objects, Pick pick)
    {
        var server = new JsonObject
        {
            ["port"] = new JsonObject { ["number"] = pick.One(80, 443, 8443), ["name"] = "port", ["protocol"] = pick.One("HTTP", "TLS", "HTTPS", "TCP") },
            ["hosts"] = Pick.List([pick.One("*", "*.example.com", "api.example.com", "./*", "payments/*", "*/api.example.com")]),
        };
        if ((string)server["port"]!["protocol"]! is "TLS" or "HTTPS")
        {
            server["tls"] = new JsonObject { ["mode"] = pick.One("PASSTHROUGH", "ISTIO_MUTUAL", "SIMPLE", "AUTO_PASSTHROUGH") };
        }

        objects.Add("Gateway", pick.One("shop", "istio-system"), new JsonObject
        {
            ["selector"] = pick.Number(0, 3) switch
            {
                0 => new JsonObject(),
                1 => new JsonObject { ["istio"] = "outlet" },
                _ => new JsonObject { ["istio"] = "egressgateway" },
            },
            ["servers"] = new JsonArray(server),
        });
    }

    /// <summary>A ServiceEntry with the name of the egress gateway's Service.</summary>
    private static void Impostor(MeshObjects objects, Pick pick)
    {
        var spec = new JsonObject
        {
            ["hosts"] = Pick.List([RandomMesh.Gateway]),
            ["ports"] = new JsonArray(
                new JsonObject { ["number"] = 80, ["name"] = "http", ["protocol"] = "HTTP" },
                new JsonObject { ["number"] = 443, ["name"] = "tls", ["protocol"] = "TLS" }),
            ["resolution"] = "STATIC",
            ["endpoints"] = new JsonArray(new JsonObject { ["address"] = pick.One("203.0.113.9", "10.1.2.3") }),
        };
        ExportSomewhere(spec, pick);
        objects.Add("ServiceEntry", pick.One("shop", "payments", "web", "istio-system"), spec);
    }

    private static void ExternalName(MeshObjects objects, Pick pick)
    {
        var spec = new JsonObject { ["type"] = "ExternalName", ["externalName"] = pick.One("api.example.com", "files.example.org", RandomMesh.Gateway) };
        objects.Add("Service", pick.One(RandomMesh.Namespaces), spec, pick.One("outside", "istio-egressgateway"));
    }

    /// <summary>An endpoint of a host is the egress gateway.</summary>
    public static void Loop(MeshObjects objects, Pick pick)
    {
        if (objects.Of("ServiceEntry") is { Count: > 0 } entries)
        {
            var entry = entries[pick.Number(0, entries.Count - 1)];
            entry["spec"]!["endpoints"] = new JsonArray(new JsonObject { ["address"] = RandomMesh.Gateway });
            if (pick.Chance(30))
            {
                entry["spec"]!["endpoints"]![0]!["ports"] = new JsonObject { ["port-80"] = 80, ["port-443"] = pick.One(443, 8443) };
            }
        }
    }

    public static void ExportSomewhere(JsonObject spec, Pick pick)
    {
        switch (pick.Number(0, 6))
        {
            case 0:
                spec["exportTo"] = Pick.List(["."]);
                break;
            case 1:
                spec["exportTo"] = Pick.List(["*"]);
                break;
            case 2:
                spec["exportTo"] = Pick.List([".", "istio-system"]);
                break;
            case 3:
                spec["exportTo"] = Pick.List([pick.One("shop", "payments", "web", "istio-system")]);
                break;
            case 4:
                spec["exportTo"] = Pick.List(["shop", "web"]);
                break;
            default:
                spec.Remove("exportTo");
                break;
        }
    }
}
