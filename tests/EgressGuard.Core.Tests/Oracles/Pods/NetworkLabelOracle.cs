using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>POD-29, NS-6 and SVC-6: the label that puts something into another network.</summary>
internal sealed class NetworkLabelOracle : TemplateOracle
{
    private const string Label = "topology.istio.io/network";

    public override string Rule => "EG316";

    public override OracleCase Generate(Pick pick)
    {
        var metadata = new JsonObject { ["labels"] = new JsonObject(), ["annotations"] = new JsonObject() };
        pick.Maybe((JsonObject)metadata["labels"]!, Label, "network-1", "network-2", "");
        pick.Maybe((JsonObject)metadata["annotations"]!, Label, "network-1");
        return new OracleCase(pick.Number(0, 5) switch
        {
            0 => Plain("Namespace", "", metadata),
            1 => Plain("Service", "shop", metadata),
            _ => Wrap(pick, metadata, Spec(pick, (JsonObject)metadata["annotations"]!)),
        });
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        var isInjected = OracleCase.Text(@case.Object["kind"]) == "Pod" && HasProxy(pod);
        return string.IsNullOrEmpty(pod.Label(Label)) || isInjected ? [] : ["/metadata/labels/topology.istio.io~1network"];
    }

    private static JsonObject Plain(string kind, string home, JsonObject metadata)
    {
        metadata["name"] = "web";
        if (home.Length > 0)
        {
            metadata["namespace"] = home;
        }

        return new JsonObject { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = metadata, ["spec"] = new JsonObject() };
    }

    /// <summary>Sometimes with a sidecar as the injector leaves it, and sometimes with something short of it.</summary>
    private static JsonObject Spec(Pick pick, JsonObject annotations)
    {
        if (pick.Chance(40))
        {
            return [];
        }

        pick.Maybe(
            annotations,
            "sidecar.istio.io/status",
            """{"containers":["istio-proxy"]}""",
            """{"containers":["istio-proxy"]}""",
            """{"initContainers":["istio-proxy"],"containers":null}""",
            "{}",
            "istio-proxy");
        var proxy = Container(pick.One("istio-proxy", "istio-proxy", "istio-proxy", "proxy"));
        proxy["args"] = new JsonArray("proxy", pick.One("sidecar", "sidecar", "sidecar", "router"));
        if (pick.Chance(10))
        {
            proxy["command"] = new JsonArray("sh");
        }

        return pick.Chance(60)
            ? new JsonObject { ["containers"] = new JsonArray(Container("web"), proxy) }
            : new JsonObject { ["initContainers"] = new JsonArray(proxy) };
    }

    private static bool HasProxy(PlainPod pod) => pod.Containers().Any(item =>
        OracleCase.Text(item.Container["name"]) == "istio-proxy"
        && OracleCase.Text(item.Container["args"]?[1]) == "sidecar"
        && item.Container["command"] is null
        && pod.Annotation("sidecar.istio.io/status") is { } status
        && status.StartsWith('{')
        && (JsonNode.Parse(status)![item.List] as JsonArray ?? []).Any(name => OracleCase.Text(name) == "istio-proxy"));
}
