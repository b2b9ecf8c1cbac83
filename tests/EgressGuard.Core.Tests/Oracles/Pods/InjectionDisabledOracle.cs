using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>EG301 from POD-1, POD-2 and 4.1, with POD-3 and POD-4 for who is captured in ambient mode.</summary>
internal sealed class InjectionDisabledOracle : TemplateOracle
{
    private const string Inject = "sidecar.istio.io/inject";
    private const string Revision = "istio.io/rev";

    private static readonly string[] Namespaces = ["shop", "shop", "shop", "shop", "kube-public", "local-path-storage", "istio-system"];

    private static readonly EgressPolicy Revisions = EgressPolicy.Default with
    {
        Name = "revisions",
        Mesh = EgressPolicy.Default.Mesh with { Revisions = ["1-27", "stable"] },
    };

    public override string Rule => "EG301";

    public override OracleCase Generate(Pick pick)
    {
        var labels = new JsonObject();
        var annotations = new JsonObject();
        Sometimes(pick, 30, labels, Inject, "true", "true", "true", "false", "False", "0", "f", "no", "");
        Sometimes(pick, 20, annotations, Inject, "true", "true", "false", "FALSE", "");
        Sometimes(pick, 20, labels, Revision, "default", "stable", "1-26", "");
        Sometimes(pick, 20, labels, "istio.io/dataplane-mode", "none", "ambient");
        Sometimes(pick, 10, annotations, PlainIstio.Status, "", "{}");
        Sometimes(pick, 10, annotations, Revision, "1-26");
        var home = pick.One<string>(Namespaces);
        var homeLabels = new JsonObject();
        Sometimes(pick, 60, homeLabels, "istio-injection", "enabled", "enabled", "enabled", "disabled", "Enabled", "");
        Sometimes(pick, 20, homeLabels, Revision, "default", "stable", "1-26");
        Sometimes(pick, 30, homeLabels, "istio.io/dataplane-mode", "ambient", "none");
        return new OracleCase(Wrap(pick, new JsonObject { ["labels"] = labels, ["annotations"] = annotations }, [], home))
        {
            Mesh = pick.Chance(80) ? [Namespace(home, homeLabels)] : [],
            Policy = pick.Chance(70) ? EgressPolicy.Default : Revisions,
        };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        var name = OracleCase.Text(@case.Object["metadata"]!["namespace"])!;
        if (name == "istio-system")
        {
            yield break;
        }

        var home = @case.NamespaceLabels;
        var isAmbient = OracleCase.Text(home?["istio.io/dataplane-mode"]) == "ambient"
            && pod.Label("istio.io/dataplane-mode") != "none"
            && pod.Annotation(PlainIstio.Status) is null;
        var (label, annotation, revision) = (pod.Label(Inject), pod.Annotation(Inject), pod.Label(Revision));
        string[] known = @case.Policy.Name == "revisions" ? ["1-27", "stable"] : ["default"];

        // The injector ignores these, istio-cni does not; in ambient mode nothing else is of interest.
        string[] falseToCni = ["0", "f", "F", "False", "FALSE"];
        bool IsBad(string value) => isAmbient ? falseToCni.Contains(value) : value != "true";
        if (label is not null && IsBad(label))
        {
            yield return "/metadata/labels/sidecar.istio.io~1inject";
        }

        if (annotation is not null && IsBad(annotation))
        {
            yield return "/metadata/annotations/sidecar.istio.io~1inject";
        }

        if (isAmbient)
        {
            yield break;
        }

        if (revision is not null && !known.Contains(revision))
        {
            yield return "/metadata/labels/istio.io~1rev";
        }

        var asks = (label ?? annotation) is { } wish ? wish == "true" : revision is not null && known.Contains(revision);
        var injection = OracleCase.Text(home?["istio-injection"]);
        var isNotAnswered = name is "kube-public" or "local-path-storage" ? asks
            : injection == "enabled" ? false
            : injection == "disabled" ? asks
            : injection is not null || (OracleCase.Text(home?[Revision]) is { } other && !known.Contains(other));
        if (isNotAnswered)
        {
            yield return label is not null ? "/metadata/labels/sidecar.istio.io~1inject"
                : revision is not null ? "/metadata/labels/istio.io~1rev"
                : "/metadata";
        }
    }

    private static void Sometimes(Pick pick, int percent, JsonObject parent, string member, params ReadOnlySpan<string> values)
    {
        if (pick.Chance(percent))
        {
            parent[member] = pick.One(values);
        }
    }
}
