using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>Random VirtualServices among Gateways and other VirtualServices.</summary>
internal static class VirtualServiceCases
{
    private const string Gateway = "istio-egressgateway.istio-system.svc.cluster.local";

    public static OracleCase Generate(Pick pick)
    {
        var isDelegate = pick.Chance(15);
        var service = Service(pick, "payments-api", pick.One("shop", "shop", "shop", "web", "istio-system"), isDelegate);
        var mesh = new List<JsonObject>();
        foreach (var (name, home) in new[] { ("egress", "shop"), ("ingress", "shop"), ("site", "edge"), ("egress", "web") })
        {
            if (pick.Chance(75))
            {
                mesh.Add(GatewayObject(pick, name, home));
            }
        }

        if (pick.Chance(40))
        {
            mesh.Add(Service(pick, "part", "shop", isDelegate: true));
        }

        if (isDelegate)
        {
            var root = Service(pick, "root", "shop", isDelegate: false);
            root["spec"]!["http"] = new JsonArray(Route(pick, "payments-api", service["metadata"]!["namespace"]!.GetValue<string>()));
            mesh.Add(root);
        }

        return new OracleCase(service) { Mesh = mesh, Policy = Policies.One(pick) };
    }

    private static JsonObject Service(Pick pick, string name, string home, bool isDelegate)
    {
        var spec = new JsonObject();
        if (!isDelegate)
        {
            spec["hosts"] = Pick.List(pick.Some(2, Hosts).Append(pick.One(Hosts)));
            if (pick.Chance(80))
            {
                spec["gateways"] = Pick.List(pick.Some(
                    3, "mesh", "mesh", "egress", "ingress", "shop/egress", "./ingress", "edge/site", "site.edge",
                    "egress.shop.svc.cluster.local", "Mesh", "nowhere"));
            }
        }

        if (pick.Chance(70))
        {
            spec["exportTo"] = Pick.List(pick.Some(3, ".", ".", "istio-system", "shop", "web", "*", "~", "Shop", "", "a/b", "-a"));
        }

        spec["http"] = Routes(pick, () => Http(pick, name, isDelegate));
        if (!isDelegate)
        {
            spec["tls"] = Routes(pick, () => Tcp(pick));
            spec["tcp"] = Routes(pick, () => Tcp(pick));
        }

        return new JsonObject
        {
            ["apiVersion"] = "networking.istio.io/v1",
            ["kind"] = "VirtualService",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = home },
            ["spec"] = spec,
        };
    }

    private static ReadOnlySpan<string> Hosts => new[]
    {
        "api.example.com", "api.example.com", "api.example.com", "api.example.com", "reviews", "reviews", "my-api.shop.svc.cluster.local",
        "API.example.com", "api.example.com.", "*.example.com", "*.example.com", "*.shop.svc.cluster.local", "*", "*.com",
        "*example.com", "*.local",
        "*.svc", "*.web.svc.cluster.local", "*shop.svc.cluster.local", "*.shop.svc", "*.Shop.svc.corp.example.", "*.corp.example",
        "*.api.example.com", "a.shop.svc",
    };

    private static JsonArray Routes(Pick pick, Func<JsonObject> make)
    {
        var routes = new JsonArray();
        for (var count = pick.Number(0, 2); count > 0; count--)
        {
            routes.Add(make());
        }

        return routes;
    }

    private static JsonObject Http(Pick pick, string name, bool isDelegate)
    {
        if (name == "payments-api" && !isDelegate && pick.Chance(15))
        {
            return Route(pick, pick.One("part", "part", "nowhere"), pick.One("shop", null));
        }

        var route = new JsonObject { ["match"] = Matches(pick), ["route"] = Destinations(pick, hasHeaders: true) };
        if (pick.Chance(40))
        {
            route["rewrite"] = new JsonObject { ["uri"] = "/", ["authority"] = pick.One(Authorities) };
        }

        if (pick.Chance(30))
        {
            route["headers"] = Headers(pick);
        }

        if (pick.Chance(30))
        {
            route["mirror"] = new JsonObject { ["host"] = Destination(pick) };
        }

        if (pick.Chance(30))
        {
            route["mirrors"] = Destinations(pick, hasHeaders: false);
        }

        return route;
    }

    private static JsonObject Route(Pick pick, string @delegate, string? home)
    {
        var reference = new JsonObject { ["name"] = @delegate };
        if (home is not null)
        {
            reference["namespace"] = home;
        }

        return new JsonObject { ["match"] = Matches(pick), ["delegate"] = reference };
    }

    private static JsonObject Tcp(Pick pick) => new() { ["match"] = Matches(pick), ["route"] = Destinations(pick, hasHeaders: false) };

    private static JsonArray Matches(Pick pick)
    {
        var matches = new JsonArray();
        for (var count = pick.One(0, 1, 1, 2); count > 0; count--)
        {
            var match = new JsonObject { ["port"] = 443 };
            if (pick.Chance(60))
            {
                match["gateways"] = Pick.List(pick.Some(2, "mesh", "mesh", "egress", "ingress", "shop/ingress", "edge/site"));
            }

            if (pick.Chance(80))
            {
                match["destinationSubnets"] = Pick.List(
                    pick.Some(2, "10.0.0.0/8", "203.0.113.7", "0.0.0.0/0", "10.1.2.3/0", "::/0", "0.0.0.0/1", "nonsense"));
            }

            matches.Add(match);
        }

        return matches;
    }

    private static JsonArray Destinations(Pick pick, bool hasHeaders)
    {
        var destinations = new JsonArray();
        for (var count = pick.One(0, 1, 1, 2); count > 0; count--)
        {
            var destination = new JsonObject { ["destination"] = new JsonObject { ["host"] = Destination(pick) } };
            if (hasHeaders && pick.Chance(30))
            {
                destination["headers"] = Headers(pick);
            }

            destinations.Add(destination);
        }

        return destinations;
    }

    private static string Destination(Pick pick) => pick.One(
        Gateway, Gateway, Gateway, Gateway, Gateway, "ISTIO-egressgateway.istio-system.svc.cluster.local.", "istio-egressgateway",
        "out.edge.svc.corp.example", "istio-egressgateway.istio-system", "reviews", "reviews.web.svc.cluster.local",
        "reviews.web.svc.corp.example", "api.example.com", "files.example.net");

    private static ReadOnlySpan<string> Authorities => new[]
    {
        "files.example.net", "files.example.net:8080", "api.example.com", "API.example.com.:80", "example.com", "reviews",
        "reviews:9080", "", ":80", "203.0.113.10", "[2001:db8::1]:80", "reviews.shop.svc.cluster.local", "reviews.shop.svc",
    };

    private static JsonObject Headers(Pick pick)
    {
        var operations = new JsonObject();
        foreach (var list in (ReadOnlySpan<string>)["set", "add", "remove"])
        {
            if (list == "remove")
            {
                operations[list] = new JsonArray("host");
            }
            else if (pick.Chance(60))
            {
                var name = pick.One("host", "Host", "HOST", ":authority", ":Authority", "authority", "x-host");
                operations[list] = new JsonObject
                {
                    ["x-team"] = "files.example.net",
                    [name] = pick.Chance(90) ? pick.One(Authorities) : null,
                };
            }
        }

        return new JsonObject
        {
            ["request"] = operations,
            ["response"] = new JsonObject { ["set"] = new JsonObject { ["host"] = "a.example.net" } },
        };
    }

    private static JsonObject GatewayObject(Pick pick, string name, string home)
    {
        var labels = new JsonObject();
        if (pick.Chance(85))
        {
            labels["istio"] = name == "egress"
                ? pick.One("egressgateway", "egressgateway", "other")
                : pick.One("ingressgateway", "egressgateway");
        }

        if (pick.Chance(40))
        {
            labels["app"] = "gateway";
        }

        return new JsonObject
        {
            ["apiVersion"] = "networking.istio.io/v1",
            ["kind"] = "Gateway",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = home },
            ["spec"] = new JsonObject { ["selector"] = labels, ["servers"] = new JsonArray() },
        };
    }
}
