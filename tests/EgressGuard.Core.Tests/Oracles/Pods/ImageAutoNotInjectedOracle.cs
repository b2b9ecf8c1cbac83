using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>PS-19, with the webhooks of 4.1 one by one as Istio's charts write their selectors.</summary>
internal sealed class ImageAutoNotInjectedOracle : TemplateOracle
{
    public override string Rule => "EG322";

    public override OracleCase Generate(Pick pick)
    {
        var (labels, annotations, home) = (new JsonObject(), new JsonObject(), new JsonObject());
        pick.Maybe(labels, "sidecar.istio.io/inject", "true", "true", "false", "", "False");
        pick.Maybe(labels, "istio.io/rev", "default", "canary", "ghost");
        pick.Maybe(annotations, "sidecar.istio.io/inject", "true", "false", "");
        pick.Maybe(home, "istio-injection", "enabled", "enabled", "disabled", "Enabled", "");
        pick.Maybe(home, "istio.io/rev", "default", "canary", "ghost");
        if (pick.Chance(50))
        {
            home.Remove("istio-injection");
        }

        if (pick.Chance(40))
        {
            labels.Remove("istio.io/rev");
        }

        var spec = new JsonObject();
        if (pick.Chance(10))
        {
            spec["hostNetwork"] = pick.Chance(50);
        }

        foreach (var list in (string[])["initContainers", "containers", "ephemeralContainers"])
        {
            spec[list] = new JsonArray([.. pick.Some(2, "auto", "auto", "registry.example.com/auto", "auto:1").Select(Named)]);
        }

        var name = pick.Chance(95) ? "shop" : "kube-public";
        return new OracleCase(Wrap(pick, new JsonObject { ["labels"] = labels, ["annotations"] = annotations }, spec, name))
        {
            Mesh = pick.Chance(90) ? [Namespace(name, home)] : [],
            Policy = pick.Chance(50)
                ? EgressPolicy.Default
                : EgressPolicy.Default with { Mesh = new MeshSettings { Revisions = ["default", "canary"] } },
        };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case) =>
        from item in pod.Containers()
        where OracleCase.Text(item.Container["image"]) == "auto" && IsLeftOut(pod, @case)
        select item.Place + "/image";

    /// <summary>Whether it is certain that nothing is injected, whatever the labels of a namespace that is not known.</summary>
    private static bool IsLeftOut(PlainPod pod, OracleCase @case)
    {
        var inject = pod.Label("sidecar.istio.io/inject");
        var value = inject ?? pod.Annotation("sidecar.istio.io/inject");
        var isSystem = OracleCase.Text(@case.Object["metadata"]!["namespace"]) == "kube-public";
        if ((bool?)pod.Spec["hostNetwork"] == true || value == "false" || isSystem)
        {
            return true;
        }

        if (@case.NamespaceLabels is not { } home)
        {
            return false;
        }

        var (injection, rev) = (OracleCase.Text(home["istio-injection"]), OracleCase.Text(home["istio.io/rev"]));
        var podRev = pod.Label("istio.io/rev");
        var revisions = @case.Policy.Mesh.Revisions;
        var byNamespaceRevision = injection is null && rev is not null && revisions.Contains(rev);
        var byPodRevision = injection is null && rev is null && podRev is not null && revisions.Contains(podRev);
        var byNamespace = injection == "enabled";
        var byPod = injection is null && rev is null && podRev is null && inject == "true";
        return !(byNamespaceRevision || byPodRevision || byNamespace || byPod);
    }

    private static JsonObject Named(string image) => new() { ["name"] = "web", ["image"] = image };
}
