using System.Net;
using System.Text.Json.Nodes;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ClusterNetwork;

internal sealed class ForeignEndpointsOracle : RuleOracle
{
    /// <summary>No addresses, or some that .NET reads and Go does not.</summary>
    private static readonly string[] Bad = ["", "10.0.0.0/8", "010.1.2.3", "10.1", "fe80::1%eth0", "[::1]", "api.example.com", " 10.1.2.3", "0x0a.1.2.3"];

    private static readonly string[] Good =
    [
        "10.1.2.3", "172.16.0.1", "172.32.0.1", "192.168.7.1", "100.64.0.1", "100.128.0.1", "127.0.0.1", "169.254.169.254", "169.254.20.10",
        "203.0.113.10", "8.8.8.8", "fd00::1", "fe80::1", "::1", "2001:db8::1", "::ffff:10.1.2.3", "::ffff:8.8.8.8",
    ];

    private static readonly string[] Private =
    [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.20.10/32", "fc00::/7", "::1/128", "fe80::/10",
    ];

    private static readonly EgressPolicy WithRanges = EgressPolicy.Default with
    {
        Name = "ranges",
        Mesh = new MeshSettings { ClusterRanges = [IPRange.Parse("10.0.0.0/8"), IPRange.Parse("203.0.113.0/24"), IPRange.Parse("fd00::/8")] },
    };

    private static readonly string[] Configured = ["10.0.0.0/8", "203.0.113.0/24", "fd00::/8"];

    public override string Rule => "EG505";

    public override OracleCase Generate(Pick pick) =>
        new(pick.Chance(50) ? Endpoints(pick) : Slice(pick)) { Policy = pick.Chance(50) ? WithRanges : EgressPolicy.Default };

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if ((string)@case.Object["metadata"]!["namespace"]! == "kube-system")
        {
            yield break;
        }

        var ranges = (@case.Policy.Name == "ranges" ? Configured : Private).Select(range => IPNetwork.Parse(range)).ToArray();
        foreach (var (pointer, address, isName) in Addresses(@case.Object))
        {
            if (isName ? !IsOfTheCluster(address) : Bad.Contains(address) || !ranges.Any(range => range.Contains(Plain(IPAddress.Parse(address)))))
            {
                yield return pointer;
            }
        }
    }

    private static bool IsOfTheCluster(string name)
    {
        var lower = name.ToLowerInvariant().TrimEnd('.');
        return lower.EndsWith(".svc", StringComparison.Ordinal) || lower.EndsWith(".cluster.local", StringComparison.Ordinal);
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IEnumerable<(string Pointer, string Address, bool IsName)> Addresses(JsonObject item)
    {
        var subsets = item["subsets"] as JsonArray ?? [];
        for (var i = 0; i < subsets.Count; i++)
        {
            foreach (var list in new[] { "addresses", "notReadyAddresses" })
            {
                var addresses = subsets[i]![list] as JsonArray ?? [];
                for (var j = 0; j < addresses.Count; j++)
                {
                    yield return ($"/subsets/{i}/{list}/{j}/ip", OracleCase.Text(addresses[j]!["ip"]) ?? "", false);
                }
            }
        }

        var endpoints = item["endpoints"] as JsonArray ?? [];
        for (var i = 0; i < endpoints.Count; i++)
        {
            var addresses = endpoints[i]!["addresses"] as JsonArray ?? [];
            for (var j = 0; j < addresses.Count; j++)
            {
                yield return ($"/endpoints/{i}/addresses/{j}", (string)addresses[j]!, OracleCase.Text(item["addressType"]) == "FQDN");
            }
        }
    }

    private static JsonObject Endpoints(Pick pick)
    {
        var subsets = new JsonArray();
        for (var i = pick.Number(0, 2); i > 0; i--)
        {
            var subset = new JsonObject();
            foreach (var list in new[] { "addresses", "notReadyAddresses" })
            {
                if (pick.Chance(60))
                {
                    subset[list] = new JsonArray([.. Some(pick).Select(address => new JsonObject { ["ip"] = address, ["hostname"] = "api-0" })]);
                }
            }

            if (pick.Chance(5))
            {
                subset["addresses"] = new JsonArray(new JsonObject());
            }

            subsets.Add(subset);
        }

        var item = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Endpoints", ["metadata"] = Metadata(pick) };
        if (pick.Chance(90))
        {
            item["subsets"] = subsets;
        }

        return item;
    }

    private static JsonObject Slice(Pick pick)
    {
        var type = pick.One("IPv4", "IPv6", "FQDN", "fqdn");
        var endpoints = new JsonArray();
        for (var i = pick.Number(0, 2); i > 0; i--)
        {
            var addresses = type == "FQDN"
                ? pick.Some(2, "api.example.com", "api.shop.svc", "API.shop.svc.cluster.local.", "svc.example.com", "apisvc", "10.1.2.3")
                : Some(pick);
            endpoints.Add(new JsonObject { ["addresses"] = Pick.List(addresses) });
        }

        return new JsonObject
        {
            ["apiVersion"] = "discovery.k8s.io/v1",
            ["kind"] = "EndpointSlice",
            ["metadata"] = Metadata(pick),
            ["addressType"] = type,
            ["endpoints"] = endpoints,
        };
    }

    private static JsonObject Metadata(Pick pick) => new() { ["name"] = "api", ["namespace"] = pick.One("shop", "payments", "kube-system") };

    private static List<string> Some(Pick pick) =>
        [.. pick.Some(2, "10.1.2.3", "10.1.2.4").Concat(pick.Some(1, Good)), .. pick.Chance(8) ? [pick.One(Bad)] : Array.Empty<string>()];
}
