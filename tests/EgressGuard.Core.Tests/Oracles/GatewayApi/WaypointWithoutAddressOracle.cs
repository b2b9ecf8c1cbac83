using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.GatewayApi;

/// <summary>AMB-4, AMB-5.</summary>
internal sealed class WaypointWithoutAddressOracle : RuleOracle
{
    private const string Use = "istio.io/use-waypoint";
    private const string Auto = "networking.istio.io/enable-autoallocate-ip";

    private static readonly string[] Wrong = ["10.0.0", "api.example.com", "10.0.0.0/33", "", "010.0.0.1", "2001:db8::/129"];

    public override string Rule => "EG702";

    public override OracleCase Generate(Pick pick)
    {
        var labels = new JsonObject();
        pick.Maybe(labels, Use, "none", "None", "", "waypoint", "waypoint");
        pick.Maybe(labels, Auto, "false", "False", "true", "no");
        var spec = new JsonObject { ["hosts"] = Pick.List(pick.Some(3, "api.example.com", "*.example.com", "*example.com", "www.*.com")) };
        pick.Maybe(spec, "resolution", "NONE", "DNS", "STATIC", "DYNAMIC_DNS", "DNS_ROUND_ROBIN");
        if (pick.Chance(50))
        {
            spec["addresses"] = Pick.List(pick.Some(3, ["10.0.0.1", "203.0.113.0/24", "2001:db8::1", "2001:db8::/64", .. Wrong]));
        }

        var inherited = new JsonObject();
        pick.Maybe(inherited, Use, "none", "waypoint", "waypoint");
        var @namespace = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = "shop", ["labels"] = inherited },
        };
        return new OracleCase(new JsonObject
        {
            ["apiVersion"] = "networking.istio.io/v1",
            ["kind"] = "ServiceEntry",
            ["metadata"] = new JsonObject { ["name"] = "api", ["namespace"] = "shop", ["labels"] = labels },
            ["spec"] = spec,
        })
        {
            Mesh = pick.Chance(80) ? [@namespace] : [],
        };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var labels = @case.Object["metadata"]!["labels"]!;
        var spec = @case.Object["spec"]!;
        var waypoint = OracleCase.Text(labels[Use]) ?? OracleCase.Text(@case.NamespaceLabels?[Use]);
        if (waypoint is null or "" or "none" or "None")
        {
            yield break;
        }

        var addresses = RouteCases.Items(spec, "addresses", "/spec").ToList();
        foreach (var (address, pointer) in addresses)
        {
            if (Wrong.Contains(OracleCase.Text(address)))
            {
                yield return pointer;
            }
        }

        if (addresses.Count > 0)
        {
            yield break;
        }

        var resolution = OracleCase.Text(spec["resolution"]) ?? "NONE";
        if (resolution == "NONE")
        {
            yield return "/spec/resolution";
        }

        if (OracleCase.Text(labels[Auto]) is "false" or "False")
        {
            yield return "/metadata/labels/networking.istio.io~1enable-autoallocate-ip";
        }

        foreach (var (host, pointer) in RouteCases.Items(spec, "hosts", "/spec"))
        {
            if (OracleCase.Text(host)![0] == '*' && resolution != "DYNAMIC_DNS")
            {
                yield return pointer;
            }
        }
    }
}
