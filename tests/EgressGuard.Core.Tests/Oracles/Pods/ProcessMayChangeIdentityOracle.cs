using System.Collections.Frozen;
using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>PS-8, strict: what every container must set.</summary>
internal sealed class ProcessMayChangeIdentityOracle : TemplateOracle
{
    public override string Rule => "EG317";

    private static readonly EgressPolicy Strict = EgressPolicy.Default with
    {
        Rules = new Dictionary<string, RuleAction> { ["EG317"] = RuleAction.Deny }.ToFrozenDictionary(),
    };

    public override OracleCase Generate(Pick pick)
    {
        var metadata = new JsonObject();
        var spec = new JsonObject { ["containers"] = new JsonArray(RandomContainer(pick, "web")) };
        if (pick.Chance(40))
        {
            var security = new JsonObject();
            SetUser(pick, security);
            spec["securityContext"] = security;
        }

        if (pick.Chance(25))
        {
            spec["initContainers"] = new JsonArray(RandomContainer(pick, "setup"));
        }

        if (pick.Chance(15))
        {
            spec["ephemeralContainers"] = new JsonArray(RandomContainer(pick, "debugger"));
        }

        if (pick.Chance(30))
        {
            var proxy = RandomContainer(pick, "istio-proxy");
            proxy["image"] = pick.Chance(70) ? "docker.io/istio/proxyv2:1.29.0" : "registry.example.com/proxyv2:1.29.0";
            proxy["args"] = new JsonArray("proxy", pick.One("sidecar", "sidecar", "router"));
            spec["containers"]!.AsArray().Add(proxy);
            metadata["annotations"] = new JsonObject
            {
                ["sidecar.istio.io/status"] = pick.One("""{"containers":["istio-proxy"]}""", """{"containers":null}"""),
            };
        }

        return new OracleCase(Wrap(pick, metadata, spec)) { Policy = pick.Chance(95) ? Strict : EgressPolicy.Default };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case) =>
        from item in pod.Containers()
        where @case.Policy == Strict && !IsIstios(item.Container, pod) && !IsHard(item.Container, pod)
        select item.Place;

    /// <summary>The generator's proxy is Istio's when nothing about it is off.</summary>
    private static bool IsIstios(JsonObject container, PlainPod pod) =>
        OracleCase.Text(container["name"]) == "istio-proxy"
        && OracleCase.Text(container["image"]) == "docker.io/istio/proxyv2:1.29.0"
        && OracleCase.Text(container["args"]![1]) == "sidecar"
        && pod.Annotation("sidecar.istio.io/status")!.Contains("istio-proxy", StringComparison.Ordinal);

    private static bool IsHard(JsonObject container, PlainPod pod)
    {
        var own = container["securityContext"];
        var user = (long?)(own?["runAsUser"] ?? pod.Spec["securityContext"]?["runAsUser"]);
        return (bool?)(own?["runAsNonRoot"] ?? pod.Spec["securityContext"]?["runAsNonRoot"]) == true
            && user is not (null or 0 or 1337)
            && (bool?)own?["allowPrivilegeEscalation"] == false
            && (own["capabilities"]?["drop"] as JsonArray ?? []).Any(
                name => OracleCase.Text(name)!.ToUpperInvariant() is "ALL" or "CAP_ALL");
    }

    private static JsonObject RandomContainer(Pick pick, string name)
    {
        var container = Container(name);
        if (pick.Chance(97))
        {
            var security = new JsonObject();
            SetUser(pick, security);
            if (pick.Chance(95))
            {
                security["allowPrivilegeEscalation"] = pick.Chance(8);
            }

            if (pick.Chance(95))
            {
                var all = pick.One("ALL", "all", "CAP_ALL", "ALL", "ALL", "cap_all", "ALLL");
                security["capabilities"] = new JsonObject { ["drop"] = Pick.List(pick.Some(2, "NET_RAW", "KILL").Append(all)) };
            }

            container["securityContext"] = security;
        }

        return container;
    }

    private static void SetUser(Pick pick, JsonObject security)
    {
        if (pick.Chance(85))
        {
            security["runAsUser"] = pick.Chance(85) ? 10001L : pick.One(1L, 0, 1337);
        }

        if (pick.Chance(85))
        {
            security["runAsNonRoot"] = pick.Chance(92);
        }
    }
}
