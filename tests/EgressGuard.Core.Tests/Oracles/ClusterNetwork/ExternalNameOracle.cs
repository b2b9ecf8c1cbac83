using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ClusterNetwork;

internal sealed class ExternalNameOracle : RuleOracle
{
    private static readonly EgressPolicy OtherDomain = EgressPolicy.Default with { Name = "corp.internal", Mesh = new MeshSettings { ClusterDomain = "corp.internal" } };

    public override string Rule => "EG504";

    public override OracleCase Generate(Pick pick)
    {
        var spec = new JsonObject { ["ports"] = new JsonArray(new JsonObject { ["port"] = 80 }) };
        pick.Maybe(spec, "type", "ExternalName", "ExternalName", "ExternalName", "ClusterIP", "externalName");
        if (pick.Chance(90))
        {
            spec["externalName"] = pick.One("api", "web.shop", "api.example", "notsvc.example", "x", "203.0.113.10")
                + pick.One("", ".svc", ".SVC", "svc", ".svc.cluster.local", ".svc.corp.internal", ".corp.internal", ".svc.cluster.local.com", "cluster.local")
                + pick.One("", "", ".");
        }

        return new OracleCase(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject { ["name"] = "api", ["namespace"] = pick.One("shop", "payments", "istio-system") },
            ["spec"] = spec,
        })
        {
            Policy = pick.Chance(50) ? OtherDomain : EgressPolicy.Default,
        };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var spec = @case.Object["spec"]!;
        if ((string)@case.Object["metadata"]!["namespace"]! == "istio-system" || OracleCase.Text(spec["type"]) != "ExternalName")
        {
            yield break;
        }

        var name = (OracleCase.Text(spec["externalName"]) ?? "").ToLowerInvariant();
        name = name.EndsWith('.') ? name.Remove(name.Length - 1) : name;
        var domain = @case.Policy.Mesh.ClusterDomain;
        if (!name.EndsWith(".svc", StringComparison.Ordinal) && !name.EndsWith("." + domain, StringComparison.Ordinal))
        {
            yield return "/spec/externalName";
        }
    }
}
