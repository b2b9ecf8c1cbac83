using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>Containers that are Istio's, that look like it, and that do not; and, from tables, which is which.</summary>
internal static class PlainIstio
{
    public const string Status = "sidecar.istio.io/status";

    /// <summary>Values of the injector's annotation with the init containers and the containers that each lists.</summary>
    private static readonly (string Text, string[] Init, string[] App)[] Statuses =
    [
        ("""{"initContainers":["istio-init","istio-proxy"],"containers":null}""", ["istio-init", "istio-proxy"], []),
        ("""{"initContainers":["istio-validation","istio-init"],"containers":["istio-proxy"]}""",
            ["istio-validation", "istio-init"], ["istio-proxy"]),
        ("""{"containers":["istio-proxy"]}""", [], ["istio-proxy"]),
        ("""{"containers":["istio-proxy"],"containers":[]}""", [], []),
        ("""{"containers":"istio-proxy"}""", [], []),
        ("", [], []),
        ("injected", [], []),
        ("[]", [], []),
    ];

    private static readonly (string Image, bool IsKnown)[] Images =
    [
        ("docker.io/istio/proxyv2:1.27.1", true),
        ("docker.io/istio/proxyv2", true),
        ("istio/proxyv2@sha256:0123", true),
        ("registry.istio.io/release/proxyv2:1.27.1-distroless", true),
        ("docker.io/istio/proxyv2-more:1.27.1", false),
        ("registry.example.com:5000/proxyv2", false),
        ("auto", false),
    ];

    /// <summary>Arguments that begin as the injector's do, and whether they go on as those do.</summary>
    private static readonly (string Text, bool IsFine)[] Arguments =
    [
        ("istio-iptables -p 15001 -i *", true),
        ("istio-iptables -p 15001 -z 15006 -u 1337 -m REDIRECT -i * -b 80 -d 15090,15021 --log_output_level=default:info --log_as_json", true),
        ("istio-iptables -m TPROXY -i * -q 8080 -k net1 --run-validation --force-apply --native-nftables", true),
        ("istio-iptables -i * -x , -o , -c ,", true),
        ("istio-iptables", false),
        ("istio-iptables -p 15001 -m REDIRECT", false),
        ("istio-iptables -p", false),
        ("istio-iptables -p all -i *", false),
        ("istio-iptables -i 10.0.0.0/8", false),
        ("istio-iptables -i * -i 10.0.0.0/8", false),
        ("istio-iptables -i * -x 0.0.0.0/0", false),
        ("istio-iptables -i * -o 443", false),
        ("istio-iptables -i * -c eth0", false),
        ("istio-iptables -i * -u 1337,1000", false),
        ("istio-iptables -i * -u 0", false),
        ("istio-iptables -i * -g 1000", false),
        ("istio-iptables -i * -m NONE", false),
        ("istio-iptables -i * --dry-run", false),
        ("proxy sidecar", true),
        ("proxy sidecar --log", true),
        ("proxy sidecar --domain $(POD_NAMESPACE).svc.cluster.local --concurrency 2", true),
        ("proxy sidecar --templateFile=/etc/certs/bootstrap", false),
        ("proxy sidecar --log --meshConfig /etc/certs/mesh", false),
    ];

    /// <summary>Whether the arguments of a container that is otherwise Istio's are none of the injector's.</summary>
    public static bool HasForeignArguments(JsonObject container)
    {
        var text = string.Join(' ', Texts(container["args"]));
        return OracleCase.Text(container["name"]) != "istio-validation" || !text.EndsWith(" --skip-rule-apply", StringComparison.Ordinal)
            ? !Arguments.Any(arguments => arguments.IsFine && arguments.Text == text)
            : !Arguments.Any(arguments => arguments.IsFine && arguments.Text + " --skip-rule-apply" == text);
    }

    /// <summary>Sets the injector's annotation, or does not.</summary>
    public static void MaybeStatus(Pick pick, JsonObject annotations)
    {
        if (pick.Chance(70))
        {
            annotations[Status] = pick.Chance(70)
                ? Statuses[pick.Number(0, 1)].Text
                : pick.One<(string, string[], string[])>(Statuses).Item1;
        }
    }

    /// <summary>A container that bears a name of Istio's, most of the time with the rest of what the injector writes.</summary>
    public static JsonObject Container(Pick pick)
    {
        var name = pick.One("istio-proxy", "istio-proxy", "istio-init", "istio-validation");
        var container = new JsonObject { ["name"] = name };
        pick.Maybe(container, "image", [.. Images.Select(image => image.Image), Images[0].Image, Images[1].Image, Images[2].Image]);
        var begin = name == "istio-proxy" ? "proxy" : "istio-iptables";
        var fitting = Arguments.Where(arguments => arguments.Text.StartsWith(begin, StringComparison.Ordinal)).Select(arguments => arguments.Text);
        string[] args = [.. pick.One<string>([.. fitting]).Split(' '), .. pick.Chance(name == "istio-proxy" ? 0 : 10) ? ["--skip-rule-apply"] : (string[])[]];
        args = pick.Chance(85) ? args : pick.One<string[]>([], ["proxy"], ["proxy", "router"], ["istio-iptables"], ["proxy", "sidecar"]);
        if (args.Length > 0)
        {
            container["args"] = Pick.List(args);
        }

        if (pick.Chance(8))
        {
            container["command"] = Pick.List(["/app"]);
        }

        return container;
    }

    /// <summary>Whose the container is: "user", "unknown" for Istio's in all but the image, or "istio".</summary>
    public static string OriginOf(PlainPod pod, string list, JsonObject container)
    {
        var name = OracleCase.Text(container["name"]);
        var args = Texts(container["args"]);
        var isInPlace = name switch
        {
            "istio-proxy" => list != "ephemeralContainers" && args.Count > 1 && args[0] == "proxy" && args[1] == "sidecar",
            "istio-init" or "istio-validation" => list == "initContainers" && args.Count > 0 && args[0] == "istio-iptables",
            _ => false,
        };
        var status = Statuses.FirstOrDefault(candidate => candidate.Text == pod.Annotation(Status));
        var listed = (list == "initContainers" ? status.Init : status.App) ?? [];
        if (!isInPlace || Texts(container["command"]).Count > 0 || !listed.Contains(name))
        {
            return "user";
        }

        return Images.Any(image => image.IsKnown && image.Image == OracleCase.Text(container["image"])) ? "istio" : "unknown";
    }

    /// <summary>The strings of a list.</summary>
    public static List<string> Texts(JsonNode? list) =>
        list is JsonArray items ? [.. items.Select(item => OracleCase.Text(item) ?? "")] : [];
}
