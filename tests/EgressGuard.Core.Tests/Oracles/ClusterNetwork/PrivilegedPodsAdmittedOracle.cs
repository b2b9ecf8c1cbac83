using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.ClusterNetwork;

internal sealed class PrivilegedPodsAdmittedOracle : RuleOracle
{
    private const string Prefix = "pod-security.kubernetes.io/";

    public override string Rule => "EG503";

    public override OracleCase Generate(Pick pick)
    {
        var labels = new JsonObject();
        foreach (var mode in new[] { "enforce", "audit", "warn" })
        {
            if (pick.Chance(70))
            {
                labels[Prefix + mode] = pick.One("privileged", "privileged", "Privileged", "baseline", "restricted", "", null);
            }
        }

        return new OracleCase(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = pick.One("shop", "payments", "istio-system"), ["labels"] = labels },
        });
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var metadata = @case.Object["metadata"]!;
        if ((string)metadata["name"]! != "istio-system" && OracleCase.Text(metadata["labels"]![Prefix + "enforce"]) == "privileged")
        {
            yield return "/metadata/labels/pod-security.kubernetes.io~1enforce";
        }
    }
}
