using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>PS-18: Windows, and runtimes that may have a network of their own.</summary>
internal sealed class OtherKernelOracle : TemplateOracle
{
    public override string Rule => "EG321";

    public override OracleCase Generate(Pick pick)
    {
        var spec = new JsonObject();
        if (pick.Chance(60))
        {
            var system = new JsonObject();
            pick.Maybe(system, "name", "linux", "linux", "windows", "Windows");
            spec["os"] = system;
        }

        if (pick.Chance(60))
        {
            var nodes = new JsonObject();
            pick.Maybe(nodes, "kubernetes.io/os", "linux", "linux", "windows", "");
            pick.Maybe(nodes, "example.com/os", "windows");
            if (pick.Chance(10))
            {
                nodes["kubernetes.io/os"] = null;
            }

            spec["nodeSelector"] = nodes;
        }

        pick.Maybe(spec, "runtimeClassName", "", "", "gvisor", "kata");
        return new OracleCase(Wrap(pick, [], spec))
        {
            Policy = EgressPolicy.Default with { Pods = new PodSettings { AllowedRuntimeClasses = pick.Chance(70) ? ["gvisor"] : [] } },
        };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        if (OracleCase.Text(pod.Spec["os"]?["name"]) == "windows")
        {
            yield return "/spec/os/name";
        }

        if (OracleCase.Text(pod.Spec["nodeSelector"]?["kubernetes.io/os"]) == "windows")
        {
            yield return "/spec/nodeSelector/kubernetes.io~1os";
        }

        var runtime = OracleCase.Text(pod.Spec["runtimeClassName"]);
        if (!string.IsNullOrEmpty(runtime) && !@case.Policy.Pods.AllowedRuntimeClasses.Contains(runtime))
        {
            yield return "/spec/runtimeClassName";
        }
    }
}
