using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>POD-3 and POD-6: labels and annotations about ambient mode.</summary>
internal sealed class AmbientOptOutOracle : TemplateOracle
{
    public override string Rule => "EG309";

    public override OracleCase Generate(Pick pick)
    {
        var (labels, annotations, home) = (new JsonObject(), new JsonObject(), new JsonObject());
        pick.Maybe(labels, "istio.io/dataplane-mode", "none", "ambient", "None", "", "sidecar");
        pick.Maybe(
            annotations,
            "ambient.istio.io/dns-capture",
            "false", "False", "FALSE", "f", "F", "0", "true", "no", "", "fALSE", " false", "00");
        pick.Maybe(home, "istio.io/dataplane-mode", "ambient", "ambient", "none", "Ambient");
        return new OracleCase(Wrap(pick, new JsonObject { ["labels"] = labels, ["annotations"] = annotations }, []))
        {
            Mesh = pick.Chance(70) ? [Namespace("shop", home)] : [],
            Policy = EgressPolicy.Default with
            {
                Mesh = new MeshSettings
                {
                    DataplaneModes = pick.Chance(50) ? [DataplaneMode.Sidecar] : [DataplaneMode.Sidecar, DataplaneMode.Ambient],
                },
            },
        };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        var meshHasAmbient = @case.Policy.Mesh.DataplaneModes.Contains(DataplaneMode.Ambient);
        var isAmbient = meshHasAmbient || OracleCase.Text(@case.NamespaceLabels?["istio.io/dataplane-mode"]) == "ambient";
        var mode = pod.Label("istio.io/dataplane-mode");
        if ((mode == "none" && isAmbient) || (mode == "ambient" && !meshHasAmbient))
        {
            yield return "/metadata/labels/istio.io~1dataplane-mode";
        }

        if (isAmbient && new[] { "0", "f", "F", "false", "False", "FALSE" }.Contains(pod.Annotation("ambient.istio.io/dns-capture")))
        {
            yield return "/metadata/annotations/ambient.istio.io~1dns-capture";
        }
    }
}
