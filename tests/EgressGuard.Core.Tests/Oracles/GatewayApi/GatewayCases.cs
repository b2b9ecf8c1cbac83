using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.GatewayApi;

/// <summary>Random Gateways and ListenerSets over small pools.</summary>
internal static class GatewayCases
{
    private const string Out = "istio-egressgateway.istio-system.svc.cluster.local";

    public static JsonObject Gateway(Pick pick)
    {
        var spec = new JsonObject
        {
            ["listeners"] = Listeners(pick),
        };
        pick.Maybe(
            spec, "gatewayClassName", "istio", "istio-waypoint", "istio-east-west", "istio-agentgateway", "istio-agentgateway-waypoint",
            "istio-remote", "istios", "Istio", "nginx", "istio-own");
        if (pick.Chance(40))
        {
            spec["addresses"] = Addresses(pick);
        }

        return Object(pick, RouteCases.Group + "/v1", "Gateway", spec);
    }

    public static JsonObject ListenerSet(Pick pick)
    {
        var spec = new JsonObject { ["listeners"] = Listeners(pick) };
        if (pick.Chance(95))
        {
            var parent = new JsonObject { ["name"] = pick.One("istio-egressgateway", "out", "out-istio", "public") };
            pick.Maybe(parent, "group", RouteCases.Group, RouteCases.Group, "");
            pick.Maybe(parent, "kind", "Gateway", "Gateway", "Service");
            pick.Maybe(parent, "namespace", "istio-system", "egress", "egress", "shop");
            spec["parentRef"] = parent;
        }

        return pick.Chance(50)
            ? Object(pick, RouteCases.Group + "/v1", "ListenerSet", spec)
            : Object(pick, "gateway.networking.x-k8s.io/v1alpha1", "XListenerSet", spec);
    }

    private static JsonObject Object(Pick pick, string apiVersion, string kind, JsonObject spec)
    {
        var (labels, annotations) = (new JsonObject(), new JsonObject());
        pick.Maybe(labels, "topology.istio.io/network", "network1", "");
        if (pick.Chance(40))
        {
            pick.Maybe(labels, "networking.istio.io/gatewayPort", "443", "015443", "");
        }

        if (pick.Chance(20))
        {
            pick.Maybe(annotations, "gateway.istio.io/name-override", "other", "");
            pick.Maybe(annotations, "gateway.istio.io/service-account", "other", "");
        }

        return new JsonObject
        {
            ["apiVersion"] = apiVersion,
            ["kind"] = kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = pick.One("istio-egressgateway", "out", "out-istio", "waypoint", "public"),
                ["namespace"] = pick.One("shop", "shop", "payments", "istio-system", "egress"),
                ["labels"] = labels,
                ["annotations"] = annotations,
            },
            ["spec"] = spec,
        };
    }

    private static JsonArray Addresses(Pick pick)
    {
        var addresses = new JsonArray();
        for (var count = pick.Number(0, 2); count > 0; count--)
        {
            var address = new JsonObject
            {
                ["value"] = pick.One(
                    "203.0.113.10", Out, Out, "istio-egressgateway", "out-istio", "out", "istio-egressgateway.istio-system"),
            };
            pick.Maybe(address, "type", "IPAddress", "Hostname", "NamedAddress");
            addresses.Add(address);
        }

        return addresses;
    }

    private static JsonArray Listeners(Pick pick)
    {
        var listeners = new JsonArray();
        for (var count = pick.Number(0, 3); count > 0; count--)
        {
            var listener = new JsonObject { ["name"] = "listener", ["port"] = pick.One(443, 15443, 15443, 80), ["protocol"] = "TLS" };
            if (pick.Chance(60))
            {
                var tls = new JsonObject { ["mode"] = "Passthrough" };
                if (pick.Chance(50))
                {
                    tls["options"] = Options(pick);
                }

                listener["tls"] = tls;
            }

            if (pick.Chance(60))
            {
                var namespaces = new JsonObject();
                pick.Maybe(namespaces, "from", "All", "Same", "all", "None");
                listener["allowedRoutes"] = new JsonObject { ["namespaces"] = namespaces };
            }

            listeners.Add(listener);
        }

        return listeners;
    }

    private static JsonObject Options(Pick pick)
    {
        var options = new JsonObject { ["example.com/option"] = "auto-passthrough" };
        pick.Maybe(options, "gateway.istio.io/listener-protocol", "auto-passthrough", "Auto-Passthrough", "", "HBONE");
        return options;
    }
}
