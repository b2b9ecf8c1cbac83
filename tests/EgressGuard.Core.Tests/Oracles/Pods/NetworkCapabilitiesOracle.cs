using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>EG305 from PS-3, PS-4, PS-11 and PS-13.</summary>
internal sealed class NetworkCapabilitiesOracle : TemplateOracle
{
    private static readonly string[] Refused = ["ALL", "BPF", "NET_ADMIN", "NET_RAW", "SETGID", "SETUID", "SYS_ADMIN", "SYS_PTRACE"];

    /// <summary>Paths, and whether each is at or below /var/log/pods.</summary>
    private static readonly (string Path, bool IsBelow)[] Paths =
    [
        ("/var/log/pods", true), ("/var/log/pods/", true), ("/var//log/./pods/web", true), ("/tmp/../var/log/pods", true),
        ("/../var/log/pods", true),
        ("/var/log", false), ("/var/log/pods-more", false), ("/var/log/pods/..", false), ("var/log/pods", false), ("/", false), ("", false),
        ("/var/run/containerd.sock", false),
    ];

    private static readonly EgressPolicy Strict = EgressPolicy.Default with
    {
        Name = "strict",
        Pods = new PodSettings { AllowedHostPaths = ["/opt", "/var/log/pods"], RequiredDroppedCapabilities = ["NET_RAW", "CAP_SETUID"] },
    };

    public override string Rule => "EG305";

    public override OracleCase Generate(Pick pick)
    {
        var annotations = new JsonObject();
        PlainIstio.MaybeStatus(pick, annotations);
        var spec = new JsonObject();
        foreach (var list in new[] { "initContainers", "containers", "ephemeralContainers" })
        {
            var containers = new JsonArray();
            for (var count = pick.Number(0, 1); count > 0; count--)
            {
                containers.Add(WithSecurity(pick, pick.Chance(50) ? PlainIstio.Container(pick) : Container("web")));
            }

            spec[list] = containers;
        }

        if (pick.Chance(20))
        {
            var source = new JsonObject();
            pick.Maybe(source, "path", [.. Paths.Select(path => path.Path)]);
            spec["volumes"] = new JsonArray(
                new JsonObject { ["name"] = "a", ["emptyDir"] = new JsonObject() },
                new JsonObject { ["hostPath"] = source });
        }

        return new OracleCase(Wrap(pick, new JsonObject { ["annotations"] = annotations }, spec))
        {
            Policy = pick.Chance(60) ? EgressPolicy.Default : Strict,
        };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        var isStrict = @case.Policy.Name == "strict";
        foreach (var (list, place, container) in pod.Containers())
        {
            var origin = PlainIstio.OriginOf(pod, list, container);
            string[] given = (origin, OracleCase.Text(container["name"])) switch
            {
                ("istio", "istio-init") => ["NET_ADMIN", "NET_RAW"],
                ("istio", "istio-proxy") => ["NET_ADMIN"],
                _ => [],
            };
            var security = container["securityContext"];
            var capabilities = security?["capabilities"];
            List<string> added = [.. PlainIstio.Texts(capabilities?["add"]).Select(Plain)];
            List<string> dropped = [.. PlainIstio.Texts(capabilities?["drop"]).Select(Plain)];
            if (security?["privileged"] is JsonValue privileged && privileged.GetValue<bool>())
            {
                yield return place + "/securityContext/privileged";
            }

            for (var index = 0; index < added.Count; index++)
            {
                if (Refused.Contains(added[index]) && !given.Contains(added[index]))
                {
                    yield return FormattableString.Invariant($"{place}/securityContext/capabilities/add/{index}");
                }
            }

            bool IsDropped(string name) => dropped.Contains(name) || (dropped.Contains("ALL") && !added.Contains(name));
            if (isStrict && origin != "istio" && !(IsDropped("NET_RAW") && IsDropped("SETUID")))
            {
                yield return place + (security is null ? ""
                    : capabilities is null ? "/securityContext"
                    : dropped.Count == 0 ? "/securityContext/capabilities"
                    : "/securityContext/capabilities/drop");
            }
        }

        if (pod.Spec["volumes"]?[1]?["hostPath"] is JsonObject source)
        {
            var path = OracleCase.Text(source["path"]);
            if (!isStrict || !Paths.Any(known => known.Path == path && known.IsBelow))
            {
                yield return "/spec/volumes/1/hostPath" + (path is null ? "" : "/path");
            }
        }
    }

    private static JsonObject WithSecurity(Pick pick, JsonObject container)
    {
        if (pick.Chance(30))
        {
            return container;
        }

        var security = new JsonObject();
        if (pick.Chance(20))
        {
            security["privileged"] = pick.Chance(40);
        }

        if (pick.Chance(70))
        {
            security["capabilities"] = new JsonObject
            {
                ["add"] = Pick.List(pick.Some(
                    2, "NET_ADMIN", "net_raw", "CAP_NET_RAW", "cap_setuid", "ALL", "BPF", "CHOWN", "NET_BIND_SERVICE", "KILL", "")),
                ["drop"] = Pick.List(pick.Some(2, "ALL", "all", "NET_RAW", "SETUID", "CAP_SETUID", "KILL")),
            };
        }

        container["securityContext"] = security;
        return container;
    }

    /// <summary>Upper case, without the kernel's prefix.</summary>
    private static string Plain(string capability)
    {
        var name = capability.ToUpperInvariant();
        return name.StartsWith("CAP_", StringComparison.Ordinal) ? name["CAP_".Length..] : name;
    }
}
