using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.GatewayApi;

/// <summary>KG-4, KG-5.</summary>
internal sealed class ManagedGatewayOracle : RuleOracle
{
    private static readonly EgressPolicy Lists = RouteCases.Policy with
    {
        Name = "lists",
        Gateways = new() { AllowedNamespaces = ["payments"], AllowedWaypoints = ["shop/waypoint"] },
    };

    public override string Rule => "EG705";

    public override OracleCase Generate(Pick pick) =>
        new(GatewayCases.Gateway(pick)) { Policy = pick.One(RouteCases.Policy, Lists) };

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var (spec, own) = (@case.Object["spec"]!, RouteCases.Own(@case.Object));
        var name = OracleCase.Text(@case.Object["metadata"]!["name"]);
        var allowed = own is "egress" or "istio-system" || (@case.Policy.Name == "lists" && own == "payments");
        var listed = @case.Policy.Name == "lists" && own == "shop" && name == "waypoint";
        var found = OracleCase.Text(spec["gatewayClassName"]) switch
        {
            "istio" or "istio-agentgateway" or "istio-own" => true,
            "istio-waypoint" or "istio-agentgateway-waypoint" => !listed,
            _ => false,
        };
        return found && !allowed && IsDeployed(spec["addresses"] as JsonArray ?? []) ? ["/spec/gatewayClassName"] : [];
    }

    private static bool IsDeployed(JsonArray addresses) => addresses.Count switch
    {
        0 => true,
        1 => OracleCase.Text(addresses[0]!["type"]) is null or "IPAddress",
        _ => false,
    };
}
