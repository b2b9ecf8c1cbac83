using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>EG302 from PS-1 and PS-2.</summary>
internal sealed class HostNetworkOracle : TemplateOracle
{
    private static readonly string[] Fields = ["hostNetwork", "hostPID", "hostIPC"];

    public override string Rule => "EG302";

    public override OracleCase Generate(Pick pick)
    {
        var spec = new JsonObject();
        foreach (var field in Fields)
        {
            switch (pick.Number(0, 5))
            {
                case 0:
                    spec[field] = true;
                    break;
                case 1:
                    spec[field] = false;
                    break;
                case 2:
                    spec[field] = null;
                    break;
            }
        }

        return new OracleCase(Wrap(pick, [], spec, pick.One("shop", "shop", "shop", "istio-system")));
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case) =>
        OracleCase.Text(@case.Object["metadata"]!["namespace"]) == "istio-system"
            ? []
            : Fields.Where(field => pod.Spec[field] is JsonValue value && value.GetValue<bool>()).Select(field => "/spec/" + field);
}
