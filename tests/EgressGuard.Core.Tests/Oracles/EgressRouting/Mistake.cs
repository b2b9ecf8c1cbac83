using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Paths;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>Mistakes that random changes hardly ever make.</summary>
internal static class Mistake
{
    /// <summary>The gateway originates TLS for a host whose clients may do so themselves.</summary>
    public static void Originates(MeshObjects objects, Pick pick)
    {
        var entries = objects.Of("ServiceEntry");
        if (entries.Count > 0)
        {
            var entry = entries[pick.Number(0, entries.Count - 1)];
            objects.Add("DestinationRule", pick.One("istio-system", Namespace(entry)), new JsonObject
            {
                ["host"] = Strings(Spec(entry)["hosts"])[0],
                ["exportTo"] = Pick.List(["*"]),
                ["trafficPolicy"] = new JsonObject { ["tls"] = new JsonObject { ["mode"] = pick.One("SIMPLE", "MUTUAL", "DISABLE") } },
            });
        }
    }

    /// <summary>An older VirtualService for the same host leads to the host itself.</summary>
    public static void Overtaken(MeshObjects objects, Pick pick)
    {
        var services = objects.Of("VirtualService").FindAll(service => Strings(Spec(service)["hosts"]).Count > 0);
        if (services.Count == 0)
        {
            return;
        }

        var service = services[pick.Number(0, services.Count - 1)];
        var spec = Spec(service).DeepClone().AsObject();
        spec["gateways"] = Pick.List(["mesh"]);
        foreach (var destination in new[] { "http", "tls", "tcp" }
            .SelectMany(block => Items(spec[block])).SelectMany(rule => Items(rule["route"])).Select(item => item["destination"]!.AsObject()))
        {
            destination["host"] = Strings(spec["hosts"])[0].Replace("*", "server", StringComparison.Ordinal);
            destination.Remove("port");
            destination.Remove("subset");
        }

        var rival = objects.Add("VirtualService", Namespace(service), spec);
        rival["metadata"]!["creationTimestamp"] = "2025-01-01T00:00:00Z";
    }

    /// <summary>A Sidecar imports the namespace of the ServiceEntry, and the route stands in another.</summary>
    public static void ImportsEntryOnly(MeshObjects objects, Pick pick)
    {
        var services = objects.Of("VirtualService").FindAll(service => Strings(Spec(service)["gateways"]).Contains("mesh"));
        var entries = objects.Of("ServiceEntry");
        if (services.Count == 0 || entries.Count == 0)
        {
            return;
        }

        var service = services[pick.Number(0, services.Count - 1)];
        var entry = entries[pick.Number(0, entries.Count - 1)];
        var others = RandomMesh.Namespaces.Where(name => name != Namespace(entry)).ToArray();
        service["metadata"]!["namespace"] = pick.One(others);
        service["spec"]!["exportTo"] = Pick.List(pick.Chance(50) ? ["*"] : [.. RandomMesh.Namespaces, "istio-system"]);
        objects.Add("Sidecar", Namespace(entry), new JsonObject
        {
            ["egress"] = new JsonArray(new JsonObject { ["hosts"] = Pick.List([pick.One("./*", "./*", Namespace(entry) + "/*", "*/*"), "istio-system/*"]) }),
        });
    }

    /// <summary>A server takes the same connections for another block of routes.</summary>
    public static void OpensOtherwise(MeshObjects objects, Pick pick)
    {
        var gateways = objects.Of("Gateway");
        if (gateways.Count > 0)
        {
            var port = Spec(gateways[pick.Number(0, gateways.Count - 1)])["servers"]![0]!["port"]!;
            port["protocol"] = Text(port["protocol"]) switch { "HTTPS" => "TLS", "TLS" => "HTTPS", _ => "TCP" };
        }
    }
}
