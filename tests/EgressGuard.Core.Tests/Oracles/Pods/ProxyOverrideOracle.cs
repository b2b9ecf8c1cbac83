using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>
/// EG306 from POD-16 to POD-20, POD-22 to POD-24, PS-21 and ENV-1. What texts say is told by tables, not read: the tables were written
/// by hand from what Istio's readers make of each.
/// </summary>
internal sealed class ProxyOverrideOracle : TemplateOracle
{
    private const string Config = "proxy.istio.io/config";
    private const string Overrides = "proxy.istio.io/overrides";
    private const string Templates = "inject.istio.io/templates";

    private static readonly EgressPolicy Other = EgressPolicy.Default with
    {
        Name = "other",
        Pods = new PodSettings
        {
            AllowedProxyConfigKeys = ["statusPort"],
            AllowedProxyMetadata = ["DRY_RUN", "DISABLE_ENVOY", "ISTIO_META_DNS_CAPTURE"],
            AllowedInjectionTemplates = ["sidecar", "drain"],
        },
    };

    private static readonly string[] NeverSet =
    [
        "sidecar.istio.io/proxyImage", "sidecar.istio.io/bootstrapOverride", "sidecar.istio.io/userVolume",
        "sidecar.istio.io/userVolumeMount",
        "sidecar.istio.io/discoveryAddress",
    ];

    public override string Rule => "EG306";

    public override OracleCase Generate(Pick pick)
    {
        var annotations = new JsonObject();
        PlainIstio.MaybeStatus(pick, annotations);
        if (pick.Chance(25))
        {
            annotations[Config] = ProxyOverrideParts.ConfigText(pick);
        }

        if (pick.Chance(15))
        {
            annotations[Overrides] = pick.One<(string, string[]?)>(ProxyOverrideTables.Overlays).Item1;
        }

        if (pick.Chance(10))
        {
            annotations[Templates] = pick.One<(string, string[])>(ProxyOverrideTables.TemplateLists).Item1;
        }

        if (pick.Chance(5))
        {
            annotations[pick.One<string>(NeverSet)] = pick.One("", "x");
        }

        var spec = new JsonObject();
        foreach (var list in new[] { "initContainers", "containers", "ephemeralContainers" })
        {
            var containers = new JsonArray();
            if (list != "ephemeralContainers" || pick.Chance(10))
            {
                for (var count = pick.Number(0, 1); count > 0; count--)
                {
                    var name = pick.One("web", "web", "istio-proxy", "istio-init", "enable-core-dump");
                    containers.Add(ProxyOverrideParts.WithParts(pick, pick.Chance(60) ? PlainIstio.Container(pick) : Container(name)));
                }
            }

            spec[list] = containers;
        }

        var home = pick.One("shop", "shop", "shop", "istio-system");
        return new OracleCase(Wrap(pick, new JsonObject { ["annotations"] = annotations }, spec, home))
        {
            Policy = pick.Chance(60) ? EgressPolicy.Default : Other,
        };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        if (OracleCase.Text(@case.Object["metadata"]!["namespace"]) == "istio-system")
        {
            return [];
        }

        var isOther = @case.Policy.Name == "other";
        return ConfigFindings(pod, isOther)
            .Concat(OverrideFindings(pod))
            .Concat(AnnotationFindings(pod, isOther))
            .Concat(pod.Containers().SelectMany(item =>
                ContainerFindings(item.List, item.Container, pod, isOther).Select(place => item.Place + place)));
    }

    private static IEnumerable<string> ConfigFindings(PlainPod pod, bool isOther)
    {
        if (pod.Annotation(Config) is not { } text)
        {
            return [];
        }

        var isOdd = ProxyOverrideTables.Oddities.Any(odd => odd.Text == text);
        var isHarmless = ProxyOverrideTables.Oddities.Any(odd => odd.Text == text && odd.IsHarmless);
        var isJson = text.StartsWith('{');
        var sets = isOdd ? [] : ProxyOverrideTables.Settings.Where(setting => isJson
            ? text.Contains(setting.Json, StringComparison.Ordinal)
            : $"\n{text}\n".Contains($"\n{setting.Yaml}\n", StringComparison.Ordinal)).Select(setting => setting.Sets.Split(' ')).ToList();
        string[] keys = isOther ? ["statusPort"] : ["concurrency", "drainDuration", "tracing"];
        var findings = isOdd && !isHarmless ? 1 : 0;
        findings += sets.Any(words => words[0] == "key" && !keys.Contains(words[1])) ? 1 : 0;
        findings += sets.Count(words => words[0] == "mode" && words[1] == "off");
        foreach (var words in sets.Where(words => words[0] == "variables"))
        {
            findings += words.Skip(1).Any(name => !IsAllowed(name.TrimStart('!'), isOther)) ? 1 : 0;
            findings += words.Skip(1).Any(name => name.StartsWith('!')) ? 1 : 0;
        }

        return Enumerable.Repeat("/metadata/annotations/" + Key(Config), findings);
    }

    private static IEnumerable<string> OverrideFindings(PlainPod pod)
    {
        if (pod.Annotation(Overrides) is not { } text)
        {
            yield break;
        }

        var visible = pod.Containers().Where(item => PlainIstio.OriginOf(pod, item.List, item.Container) == "user")
            .Select(item => OracleCase.Text(item.Container["name"]))
            .ToList();
        if (ProxyOverrideTables.Overlays.Single(overlay => overlay.Text == text).Bad is not { } bad || bad.Any(name => !visible.Contains(name)))
        {
            yield return "/metadata/annotations/" + Key(Overrides);
        }
    }

    private static IEnumerable<string> AnnotationFindings(PlainPod pod, bool isOther)
    {
        string[] templates = isOther ? ["sidecar", "drain"] : ["sidecar"];
        if (pod.Annotation(Templates) is { } text && ProxyOverrideTables.TemplateLists.Single(list => list.Text == text).Asked.Except(templates).Any())
        {
            yield return "/metadata/annotations/" + Key(Templates);
        }

        foreach (var name in NeverSet.Where(name => !string.IsNullOrEmpty(pod.Annotation(name))))
        {
            yield return "/metadata/annotations/" + Key(name);
        }
    }

    private static IEnumerable<string> ContainerFindings(string list, JsonObject container, PlainPod pod, bool isOther)
    {
        var name = OracleCase.Text(container["name"]);
        if (name == "web")
        {
            yield break;
        }

        var origin = PlainIstio.OriginOf(pod, list, container);
        var image = OracleCase.Text(container["image"]);
        if (origin == "user")
        {
            if (name != "istio-proxy")
            {
                yield return "/name";
                yield break;
            }

            if (image is not (null or "auto"))
            {
                yield return "/image";
            }

            foreach (var field in new[] { "command", "args" }.Where(field => container[field] is JsonArray { Count: > 0 }))
            {
                yield return "/" + field;
            }

            if (container["workingDir"] is not null)
            {
                yield return "/workingDir";
            }
        }
        else if (origin == "unknown")
        {
            yield return "/image";
        }

        if (origin != "user" && PlainIstio.HasForeignArguments(container))
        {
            yield return "/args";
        }

        var variables = container["env"] as JsonArray ?? [];
        if (variables.Any(variable => origin == "user" ? IsForeign(variable!, isOther) : Undoes(variable!, isOther)))
        {
            yield return "/env";
        }

        if (container["envFrom"] is not null)
        {
            yield return "/envFrom";
        }

        var mounts = container["volumeMounts"] as JsonArray ?? [];
        for (var index = 0; index < mounts.Count; index++)
        {
            if (ProxyOverrideTables.Mounts.Any(mount => mount.IsBad && mount.Path == OracleCase.Text(mounts[index]!["mountPath"])))
            {
                yield return FormattableString.Invariant($"/volumeMounts/{index}");
            }
        }

        foreach (var place in new[] { "lifecycle/postStart", "lifecycle/preStop", "startupProbe", "livenessProbe", "readinessProbe" })
        {
            var command = place.Split('/').Aggregate((JsonNode?)container, (node, member) => node?[member])?["exec"]?["command"];
            if (command is not null && !ProxyOverrideTables.Commands.Any(known => known.IsKnown && known.Command.SequenceEqual(PlainIstio.Texts(command))))
            {
                yield return $"/{place}/exec/command";
            }
        }
    }

    private static bool IsAllowed(string? variable, bool isOther) => isOther
        ? variable is "DRY_RUN" or "DISABLE_ENVOY" or "ISTIO_META_DNS_CAPTURE"
        : variable is "ISTIO_META_DNS_CAPTURE"
            or "ISTIO_META_DNS_AUTO_ALLOCATE" or "EXIT_ON_ZERO_ACTIVE_CONNECTIONS" or "MINIMUM_DRAIN_DURATION";

    private static bool IsForeign(JsonNode variable, bool isOther)
    {
        var (name, value) = (OracleCase.Text(variable["name"]), OracleCase.Text(variable["value"]));
        string[] yes = ["1", "t", "T", "true", "True", "TRUE"];
        return !IsAllowed(name, isOther) || (name is "ISTIO_META_DNS_CAPTURE" or "ISTIO_META_DNS_AUTO_ALLOCATE" && !yes.Contains(value));
    }

    private static bool Undoes(JsonNode variable, bool isOther)
    {
        var (name, value) = (OracleCase.Text(variable["name"]), OracleCase.Text(variable["value"]));
        string[] yes = ["1", "t", "T", "true", "True", "TRUE"];
        return !IsAllowed(name, isOther) && (ProxyOverrideTables.Undoing.Contains(name)
            || (name == "DISABLE_ENVOY" && yes.Contains(value))
            || (name == "PROXY_CONFIG" && value is not ("" or "{\"concurrency\":2}")));
    }
}
