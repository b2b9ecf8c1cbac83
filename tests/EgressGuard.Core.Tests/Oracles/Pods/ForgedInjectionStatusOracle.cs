using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>EG310 from POD-4 and POD-5.</summary>
internal sealed class ForgedInjectionStatusOracle : TemplateOracle
{
    private const string Redirection = "ambient.istio.io/redirection";

    public override string Rule => "EG310";

    public override OracleCase Generate(Pick pick)
    {
        var annotations = new JsonObject();
        PlainIstio.MaybeStatus(pick, annotations);
        MaybeRedirection(pick, annotations);
        var spec = new JsonObject();
        foreach (var list in new[] { "initContainers", "containers", "ephemeralContainers" })
        {
            var containers = new JsonArray();
            for (var count = pick.Number(0, 2); count > 0; count--)
            {
                containers.Add(pick.Chance(90) ? PlainIstio.Container(pick) : Container("web"));
            }

            spec[list] = containers;
        }

        var now = Wrap(pick, new JsonObject { ["annotations"] = annotations }, spec);
        if (pick.Chance(50))
        {
            return new OracleCase(now);
        }

        var before = (JsonObject)now.DeepClone();
        var former = (JsonObject?)before["spec"]!["template"]?["metadata"] ?? (JsonObject)before["metadata"]!;
        var formerAnnotations = new JsonObject();
        MaybeRedirection(pick, formerAnnotations);
        former["annotations"] = formerAnnotations;
        return new OracleCase(now) { OldObject = before };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        var isInjected = pod.Containers().Any(item =>
            OracleCase.Text(item.Container["name"]) == "istio-proxy" && PlainIstio.OriginOf(pod, item.List, item.Container) == "istio");
        if (pod.Annotation(PlainIstio.Status) is not null && !isInjected)
        {
            yield return "/metadata/annotations/" + Key(PlainIstio.Status);
        }

        // A pod may keep what istio-cni wrote; a template never has it.
        var isPod = OracleCase.Text(@case.Object["kind"]) == "Pod";
        var former = isPod && @case.OldObject is { } old ? new PlainPod((JsonObject)old["metadata"]!, []).Annotation(Redirection) : null;
        if (pod.Annotation(Redirection) is { } value)
        {
            if (value != former)
            {
                yield return "/metadata/annotations/" + Key(Redirection);
            }
        }
        else if (former is not null)
        {
            yield return "/metadata/annotations";
        }
    }

    private static void MaybeRedirection(Pick pick, JsonObject annotations)
    {
        if (pick.Chance(25))
        {
            annotations[Redirection] = pick.One("enabled", "enabled", "pending", "");
        }
    }
}
