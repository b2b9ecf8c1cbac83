using System.Text.Json.Nodes;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>PS-16: name servers outside the cluster. Which address is what is written down here, not computed.</summary>
internal sealed class OwnNameServersOracle : TemplateOracle
{
    public override string Rule => "EG319";

    private static readonly string[] Private =
        ["10.96.0.10", "172.31.255.254", "192.168.1.1", "100.64.0.1", "169.254.20.10", "fd00::a", "fe80::1", "::ffff:10.0.0.1"];

    private static readonly string[] Loopback = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"];

    private static readonly string[] Service = ["10.96.0.10", "fd00::a"];

    private static readonly string[] Elsewhere =
    [
        "203.0.113.53", "172.32.0.1", "100.128.0.1", "2001:db8::53", "::ffff:203.0.113.53", "11.0.0.1", "0.0.0.0", "10.0.0.0/8",
        "127.0.0.1/32", "010.0.0.1", "10.1", "0x7f.1", "fe80::1%eth0", " 10.0.0.1", "", "dns.example.com",
    ];

    public override OracleCase Generate(Pick pick)
    {
        var spec = new JsonObject();
        pick.Maybe(spec, "dnsPolicy", "None", "None", "ClusterFirst", "Default");
        if (pick.Chance(95))
        {
            var config = new JsonObject { ["searches"] = new JsonArray("203.0.113.53") };
            if (pick.Chance(95))
            {
                var pool = pick.One<string[]>([.. Private, .. Loopback], [.. Private, .. Elsewhere], Elsewhere);
                config["nameservers"] = Pick.List(pick.Some(3, pool));
            }

            spec["dnsConfig"] = config;
        }

        return new OracleCase(Wrap(pick, [], spec))
        {
            Policy = pick.Chance(60)
                ? EgressPolicy.Default
                : EgressPolicy.Default with
                {
                    Mesh = new MeshSettings { ClusterRanges = [IPRange.Parse("10.96.0.0/12"), IPRange.Parse("fd00::/64")] },
                },
        };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        var known = @case.Policy.Mesh.ClusterRanges.IsEmpty ? Private : Service;
        var servers = pod.Spec["dnsConfig"]?["nameservers"] as JsonArray ?? [];
        return from index in Enumerable.Range(0, servers.Count)
               let server = OracleCase.Text(servers[index])
               where !known.Contains(server) && !Loopback.Contains(server)
               select FormattableString.Invariant($"/spec/dnsConfig/nameservers/{index}");
    }
}
