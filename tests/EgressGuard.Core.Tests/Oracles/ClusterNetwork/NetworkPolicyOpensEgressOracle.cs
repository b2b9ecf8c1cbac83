using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Tests.Oracles.ServiceEntries;

namespace EgressGuard.Core.Tests.Oracles.ClusterNetwork;

internal sealed class NetworkPolicyOpensEgressOracle : RuleOracle
{
    /// <summary>No ranges, or addresses of IPv4 in the dress of IPv6: refused whatever they cover.</summary>
    private static readonly string[] Bad =
    [
        "", "10.0.0.1", "10.0.0.0/33", "10.0.0.0/08", "010.0.0.0/8", "10.0/16", "anywhere", "::ffff:0:0/96", "::ffff:10.0.0.0/104", "fe80::%eth0/64",
    ];

    private static readonly string[] Good =
    [
        "0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "203.0.113.0/24", "203.0.112.0/23", "203.0.113.10/32", "198.18.0.0/15", "198.18.0.0/16",
        "10.0.0.0/8", "10.1.2.0/24", "192.168.7.0/24", "192.168.0.0/15", "172.16.0.1/32", "2001:db8::/64", "2001:db8::/63", "fd00::/8", "fd00:1::/64",
        "::/1", "169.254.0.0/16", "169.254.20.10/32", "64:ff9b::/96", "64:ff9b::/64", "64:ff9b::203.0.113.0/120", "64:ff9b::203.0.113.0/119",
        "64:ff9b:1::/64", "64:ff9b:1::203.0.113.0/120", "64:ff9b:2::/64",
    ];

    private static readonly string[] Private =
    [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.20.10/32", "fc00::/7", "::1/128", "fe80::/10",
    ];

    private static readonly string[] Configured = ["10.0.0.0/8", "198.18.0.0/15", "fd00:1::/32"];

    private static readonly EgressPolicy[] Policies =
    [
        EgressPolicy.Default,
        EgressPolicy.Default with
        {
            Name = "ranges",
            Mesh = new MeshSettings { ClusterRanges = [.. Configured.Select(IPRange.Parse)] },
        },
        EgressPolicy.Default with
        {
            Name = "limits",
            NetworkPolicies = new NetworkPolicySettings { MinimumIPv4Prefix = 0, MinimumIPv6Prefix = 63 },
        },
    ];

    public override string Rule => "EG508";

    public override OracleCase Generate(Pick pick)
    {
        var item = new JsonObject
        {
            ["apiVersion"] = "networking.k8s.io/v1",
            ["kind"] = "NetworkPolicy",
            ["metadata"] = new JsonObject { ["name"] = "out", ["namespace"] = pick.One("shop", "shop", "shop", "kube-system") },
        };
        if (pick.Chance(95))
        {
            item["spec"] = Spec(pick);
        }

        return new OracleCase(item) { Policy = pick.One(Policies) };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if ((string)@case.Object["metadata"]!["namespace"]! == "kube-system")
        {
            yield break;
        }

        var types = @case.Object["spec"]?["policyTypes"] as JsonArray ?? [];
        var rules = @case.Object["spec"]?["egress"] as JsonArray ?? [];
        if (types.Count > 0 && !types.Any(type => OracleCase.Text(type) == "Egress"))
        {
            yield break;
        }

        for (var i = 0; i < rules.Count; i++)
        {
            var peers = rules[i]!["to"] as JsonArray ?? [];
            if (peers.Count == 0)
            {
                yield return $"/spec/egress/{i}";
            }

            for (var j = 0; j < peers.Count; j++)
            {
                var peer = (JsonObject)peers[j]!;
                if (peer["ipBlock"] is { } block)
                {
                    if (IsOpen(OracleCase.Text(block["cidr"]) ?? "", @case.Policy))
                    {
                        yield return $"/spec/egress/{i}/to/{j}/ipBlock/cidr";
                    }
                }
                else if (peer["namespaceSelector"] is null && peer["podSelector"] is null)
                {
                    yield return $"/spec/egress/{i}/to/{j}";
                }
            }
        }
    }

    private static bool IsOpen(string cidr, EgressPolicy policy)
    {
        if (Bad.Contains(cidr))
        {
            return true;
        }

        var isPrivate = Array.Exists(Private, known => IsWithin(cidr, known));
        if (policy.Name == "ranges")
        {
            if (Array.Exists(Configured, known => IsWithin(cidr, known)))
            {
                return false;
            }

            if (isPrivate)
            {
                return true;
            }
        }
        else if (isPrivate)
        {
            return false;
        }

        var bits = int.Parse(cidr.Split('/')[1], CultureInfo.InvariantCulture);
        var limits = policy.NetworkPolicies;
        if (AddressBits.Translated(AddressBits.Of(cidr))?.Length - 2 < limits.MinimumIPv4Prefix)
        {
            return true;
        }

        return bits == 0 || bits < (cidr.Contains(':', StringComparison.Ordinal) ? limits.MinimumIPv6Prefix : limits.MinimumIPv4Prefix);
    }

    private static bool IsWithin(string cidr, string known)
    {
        var parts = cidr.Split('/');
        var outer = IPNetwork.Parse(known);
        return int.Parse(parts[1], CultureInfo.InvariantCulture) >= outer.PrefixLength && outer.Contains(IPAddress.Parse(parts[0]));
    }

    private static JsonObject Spec(Pick pick)
    {
        var spec = new JsonObject { ["podSelector"] = new JsonObject() };
        if (pick.Chance(80))
        {
            spec["policyTypes"] = Pick.List(pick.Some(2, "Egress", "Egress", "Ingress", "egress"));
        }

        var rules = new JsonArray();
        for (var i = pick.Number(0, 2); i > 0; i--)
        {
            rules.Add(EgressRule(pick));
        }

        if (pick.Chance(90))
        {
            spec["egress"] = rules;
        }

        return spec;
    }

    private static JsonObject EgressRule(Pick pick)
    {
        var rule = new JsonObject();
        if (pick.Chance(50))
        {
            rule["ports"] = new JsonArray(new JsonObject { ["port"] = 53, ["protocol"] = "UDP" });
        }

        var peers = new JsonArray();
        for (var i = pick.Chance(10) ? 0 : pick.Number(1, 2); i > 0; i--)
        {
            peers.Add(Peer(pick));
        }

        if (pick.Chance(95))
        {
            rule["to"] = peers;
        }

        return rule;
    }

    private static JsonObject Peer(Pick pick)
    {
        var peer = new JsonObject();
        if (pick.Chance(50))
        {
            var block = new JsonObject { ["cidr"] = pick.Chance(15) ? pick.One(Bad) : pick.One(Good) };
            if (pick.Chance(30))
            {
                block["except"] = Pick.List(pick.Some(2, "0.0.0.0/1", "128.0.0.0/1"));
            }

            peer["ipBlock"] = block;
        }
        else if (pick.Chance(90))
        {
            peer[pick.One("namespaceSelector", "podSelector")] = new JsonObject();
        }

        return peer;
    }
}
