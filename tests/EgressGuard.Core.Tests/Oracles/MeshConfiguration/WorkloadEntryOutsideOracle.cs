using System.Net;
using System.Text.RegularExpressions;
using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG422: addresses that are not of the mesh.</summary>
internal sealed class WorkloadEntryOutsideOracle : RuleOracle
{
    public override string Rule => "EG422";

    private static readonly string[] Ours = ["10.20.0.5", "192.168.7.4", "fd00:10::5", "::1", "127.0.0.1", "::ffff:10.0.0.1"];
    private static readonly string[] Foreign = ["203.0.113.10", "8.8.8.8", "2001:db8::1", "::ffff:8.8.8.8", "0.0.0.0", "11.0.0.1"];
    private static readonly string[] Junk =
    [
        "10.0.0.0/8", "10.1", "010.0.0.1", "10.20.0.5:80", "[::1]", "*.example.com", "a b", "-x.com", "a..b", "300.1.1.1", "unix:/run/x",
        "unix:///run/x", "x_y.com",
    ];

    private static readonly string[] Names =
    [
        "api.example.com", "web.shop.svc", "Web.shop.SVC.cluster.local.", "a.cluster.local", "xsvc", "a.xsvc", "vm1", "svc.example.com",
        "a.notcluster.local",
    ];

    public override OracleCase Generate(Pick pick)
    {
        var spec = new JsonObject { ["network"] = "north" };
        if (pick.Chance(90))
        {
            spec["address"] = pick.Chance(5) ? pick.One("", null) : pick.One<string>(pick.One(Ours, Ours, Foreign, Junk, Names));
        }

        return new OracleCase(GatewayCases.Object("networking.istio.io/v1", "WorkloadEntry", GatewayCases.Namespace(pick), spec))
        {
            Policy = GatewayCases.Policy(pick),
        };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var address = OracleCase.Text(@case.Object["spec"]!["address"]) ?? "";
        return address.Length == 0 || GatewayCases.IsPlatform(@case) || IsOfTheMesh(address) ? [] : ["/spec/address"];
    }

    /// <summary>Without ranges in the policy: RFC 1918, 6598, 4193, loopback and link-local; or a name below svc or the domain.</summary>
    private static bool IsOfTheMesh(string address)
    {
        var text = address.StartsWith("::ffff:", StringComparison.Ordinal) ? address[7..] : address;
        if (Fits(text, @"^(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}$"))
        {
            return Fits(text, @"^(10|127|192\.168|172\.(1[6-9]|2[0-9]|3[01])|169\.254)\.");
        }

        if (address.Contains(':', StringComparison.Ordinal))
        {
            return IPAddress.TryParse(address, out _) && (address == "::1" || Fits(address, "^f[cd]"));
        }

        return Fits(address, @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+(svc|svc\.cluster\.local|cluster\.local)\.?$");
    }

    private static bool Fits(string text, string pattern) =>
        Regex.IsMatch(text, pattern, RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
}
