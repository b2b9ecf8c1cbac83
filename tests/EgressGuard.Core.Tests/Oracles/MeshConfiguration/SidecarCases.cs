using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Oracles.VirtualServices;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>Random Sidecars.</summary>
internal static class SidecarCases
{
    public static OracleCase Generate(Pick pick)
    {
        var spec = new JsonObject();
        if (pick.Chance(70))
        {
            var outbound = new JsonObject();
            pick.Maybe(outbound, "mode", "ALLOW_ANY", "REGISTRY_ONLY", "REGISTRY_ONLY", "ALLOW_ANY_DYNAMIC_DNS", "registry_only", "");
            if (pick.Chance(40))
            {
                outbound["egressProxy"] = new JsonObject { ["port"] = new JsonObject { ["number"] = 8080 } };
                pick.Maybe(
                    (JsonObject)outbound["egressProxy"]!,
                    "host",
                    "istio-egressgateway.istio-system.svc.cluster.local", "Istio-egressgateway.istio-system.svc.cluster.local.",
                    "istio-egressgateway", "relay.shop.svc.cluster.local", "proxy.example.com",
                    "out.edge.svc.corp.example", "*.local", "");
            }

            spec["outboundTrafficPolicy"] = outbound;
        }

        var listeners = new JsonArray();
        for (var count = pick.Number(0, 3); count > 0; count--)
        {
            var listener = new JsonObject { ["hosts"] = new JsonArray("./*") };
            pick.Maybe(listener, "captureMode", "NONE", "DEFAULT", "IPTABLES", "none");
            if (pick.Chance(60))
            {
                listener["port"] = new JsonObject { ["number"] = 9080 };
                pick.Maybe(
                    (JsonObject)listener["port"]!, "protocol", "HTTP", "HTTP_PROXY", "http_proxy", "Http_Proxy", "HTTP-PROXY", "TCP");
            }

            listeners.Add(listener);
        }

        spec["egress"] = listeners;
        var sidecar = new JsonObject
        {
            ["apiVersion"] = "networking.istio.io/v1",
            ["kind"] = "Sidecar",
            ["metadata"] = new JsonObject
            {
                ["name"] = "default",
                ["namespace"] = pick.One("shop", "shop", "shop", "istio-system", "edge"),
            },
        };
        if (pick.Chance(95))
        {
            sidecar["spec"] = spec;
        }

        return new OracleCase(sidecar) { Policy = Policies.One(pick) };
    }
}
