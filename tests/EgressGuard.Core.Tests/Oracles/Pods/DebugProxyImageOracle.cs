using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>EG315 from POD-21.</summary>
internal sealed class DebugProxyImageOracle : TemplateOracle
{
    private const string ImageType = "sidecar.istio.io/proxyImageType";

    public override string Rule => "EG315";

    public override OracleCase Generate(Pick pick)
    {
        var annotations = new JsonObject();
        pick.Maybe(annotations, ImageType, "", "default", "distroless", "debug", "Default", "distroless ", "tools");
        var home = pick.One("shop", "shop", "shop", "kube-system");
        return new OracleCase(Wrap(pick, new JsonObject { ["annotations"] = annotations }, [], home));
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        string[] harmless = ["", "default", "distroless"];
        if (OracleCase.Text(@case.Object["metadata"]!["namespace"]) == "shop"
            && pod.Annotation(ImageType) is { } type && !harmless.Contains(type))
        {
            yield return "/metadata/annotations/" + Key(ImageType);
        }
    }
}
