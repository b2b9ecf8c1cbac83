using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>POD-28: the label by which clients choose between mutual TLS and plain text.</summary>
internal sealed class TlsModeLabelOracle : TemplateOracle
{
    public override string Rule => "EG314";

    public override OracleCase Generate(Pick pick)
    {
        var (labels, annotations) = (new JsonObject(), new JsonObject());
        pick.Maybe(labels, "security.istio.io/tlsMode", "istio", "istio", "disabled", "Istio", "", "istio ");
        pick.Maybe(labels, "security.istio.io/tlsmode", "disabled");
        pick.Maybe(annotations, "security.istio.io/tlsMode", "disabled");
        if (pick.Chance(5))
        {
            labels["security.istio.io/tlsMode"] = null;
        }

        return new OracleCase(Wrap(pick, new JsonObject { ["labels"] = labels, ["annotations"] = annotations }, []));
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case) =>
        pod.Label("security.istio.io/tlsMode") is null or "istio" ? [] : ["/metadata/labels/security.istio.io~1tlsMode"];
}
