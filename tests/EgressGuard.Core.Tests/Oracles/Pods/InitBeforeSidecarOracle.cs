using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>POD-25 and PS-10: init containers and sidecars that are not native.</summary>
internal sealed class InitBeforeSidecarOracle : TemplateOracle
{
    public override string Rule => "EG312";

    private static readonly string[] Istios = ["istio-init", "istio-validation", "istio-proxy", "enable-core-dump"];

    public override OracleCase Generate(Pick pick)
    {
        var annotations = new JsonObject();
        pick.Maybe(annotations, "sidecar.istio.io/nativeSidecar", "false", "false", "true", "", "False", "0");
        var spec = new JsonObject();
        var names = pick.Some(3, "setup", "istio-setup", "istio-init", "istio-validation", "istio-proxy", "enable-core-dump", "");
        if (names.Count > 0)
        {
            spec["initContainers"] = new JsonArray([.. names.Select(Container)]);
        }

        if (pick.Chance(20))
        {
            spec["containers"] = new JsonArray(Container("web"), Container("istio-proxy"));
        }

        return new OracleCase(Wrap(pick, new JsonObject { ["annotations"] = annotations }, spec))
        {
            Policy = EgressPolicy.Default with { Mesh = new MeshSettings { NativeSidecars = pick.Chance(40) } },
        };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        var names = pod.Containers()
            .Where(item => item.List == "initContainers")
            .Select(item => OracleCase.Text(item.Container["name"]))
            .ToList();
        var annotation = pod.Annotation("sidecar.istio.io/nativeSidecar");
        if (names.All(Istios.Contains))
        {
            yield break;
        }

        if (annotation == "false")
        {
            yield return "/metadata/annotations/sidecar.istio.io~1nativeSidecar";
        }

        if (annotation is null or "" && !@case.Policy.Mesh.NativeSidecars && !names.Contains("istio-proxy"))
        {
            yield return "/spec/initContainers";
        }
    }
}
