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

    /// <summary>
    /// Settings as YAML and as JSON, and what each sets: a key in camel case, a mode, or names of variables, with "!" where it is
    /// switched off.
    /// </summary>
    private static readonly (string Yaml, string Json, string Sets)[] Settings =
    [
        ("concurrency: 2 # two", "\"concurrency\": 2", "key concurrency"),
        ("drain_duration: '5s'", "\"drain_duration\": \"5s\"", "key drainDuration"),
        ("tracing:\n  zipkin:\n    address: zipkin.observability:9411\n  sampling: 1.5", "\"tracing\": {\"sampling\": 1}", "key tracing"),
        ("statusPort: 15020", "\"statusPort\": 15020", "key statusPort"),
        ("\"discoveryAddress\": \"control.example.com:15012\"", "\"discovery\\u0041ddress\": \"control.example.com\"",
            "key discoveryAddress"),
        ("interceptionMode: NONE", "\"interceptionMode\": \"NONE\"", "mode off"),
        ("interception_mode: 2", "\"interception_mode\": 2", "mode off"),
        ("interceptionMode: TPROXY", "\"interceptionMode\": \"TPROXY\"", "mode on"),
        ("interception_mode: 0", "\"interception_mode\": 0", "mode on"),
        ("interceptionMode: \"none\"", "\"interceptionMode\": null", "mode off"),
        ("proxyMetadata:\n    DRY_RUN: \"true\"\n\n    ISTIO_META_DNS_CAPTURE: \"true\"",
            "\"proxyMetadata\": {\"DRY_RUN\": \"true\", \"ISTIO_META_DNS_CAPTURE\": \"true\"}", "variables DRY_RUN ISTIO_META_DNS_CAPTURE"),
        ("proxy_metadata: {\"MINIMUM_DRAIN_DURATION\": \"5s\"}", "\"proxy_metadata\": {\"MINIMUM_DRAIN_DURATION\": \"5s\"}",
            "variables MINIMUM_DRAIN_DURATION"),
        ("proxyMetadata:\n ISTIO_META_DNS_CAPTURE: \"False\"", "\"proxyMetadata\": {\"ISTIO_META_DNS_CAPTURE\": \"0\"}",
            "variables !ISTIO_META_DNS_CAPTURE"),
        ("proxyMetadata:\n  ISTIO_META_DNS_AUTO_ALLOCATE: f", "\"proxyMetadata\": {\"ISTIO_META_DNS_AUTO_ALLOCATE\": \"F\"}",
            "variables !ISTIO_META_DNS_AUTO_ALLOCATE"),
        ("proxyMetadata:\n  ISTIO_META_DNS_CAPTURE: 'off'", "\"proxyMetadata\": {\"ISTIO_META_DNS_CAPTURE\": null}",
            "variables !ISTIO_META_DNS_CAPTURE"),
        ("proxyMetadata:\n  # nothing", "\"proxyMetadata\": {}", "variables"),
    ];

    /// <summary>What no reader is to be trusted with, and what says nothing.</summary>
    private static readonly (string Text, bool IsHarmless)[] Oddities =
    [
        ("", true), ("# nothing\n", true), ("{}", true), ("\n\n", true),
        ("{interceptionMode: NONE}", false), ("{\"concurrency\": 1, \"concurrency\": 1}", false), ("concurrency: 1\nconcurrency: 1", false),
        ("concurrency: 1\r\ninterceptionMode:\tNONE", false), ("concurrency: >-\n  1\ninterceptionMode: NONE", false),
        ("concurrency: &a 1", false), ("- concurrency: 1", false), ("concurrency", false), ("---\nconcurrency: 1", false),
        ("concurrency: 1 # \u2028interceptionMode: NONE", false), ("concurrency: 1 # \u0085interceptionMode: NONE", false),
        (" concurrency: 1", false), ("concurrency: 1\n interceptionMode: NONE", false), ("tracing:\n  a: {b: \"}\nconcurrency: \"}", false),
        ("[]", false), ("\"concurrency\"", false), ("{\"concurrency\": 1} # one", false), ("? concurrency\n: 1", false), ("<<: *a", false),
        ("tracing: {a: b}", false), ("proxyMetadata:\n  DRY_RUN: \"tr\\u0075e\"", false), ("tracing:\n    a: b\n  c: d", false),
    ];

    /// <summary>Overlays, and the names of the containers in them that set what they may not; null for text that cannot be read.</summary>
    private static readonly (string Text, string[]? Bad)[] Overlays =
    [
        ("{}", []),
        ("""{"containers":[{"name":"istio-proxy","resources":{},"image":"","terminationMessagePath":"/x"}]}""", []),
        ("""{"initContainers":[{"name":"istio-proxy","lifecycle":{"preStop":{"exec":{"command":["sleep","10"]}}}}]}""", []),
        ("""{"containers":[{"name":"web","image":"x","command":["\u0026"]}],"initContainers":null}""", []),
        ("""{"containers":[{"name":"istio-proxy","securityContext":{"readOnlyRootFilesystem":false}}]}""", []),
        ("""{"containers":[{"name":"istio-proxy","env":[{"name":"ISTIO_META_DNS_CAPTURE","value":"true"}]}]}""", []),
        ("""{"containers":[{"name":"istio-proxy","command":["sh"]}]}""", ["istio-proxy"]),
        ("""{"CONTAINERS":[{"nAme":"istio-proxy","commanD":["sh"]}]}""", ["istio-proxy"]),
        ("""{"initContainers":[{"name":"istio-proxy","env":[{"name":"PROXY_CONFIG","value":"{}"}]}]}""", ["istio-proxy"]),
        ("""{"initContainers":[{"name":"istio-proxy","image":"docker.io/istio/proxyv2"}]}""", ["istio-proxy"]),
        ("""{"initContainers":[{"name":"istio-proxy","securityContext":{"runAsUser":1}}]}""", ["istio-proxy"]),
        ("""{"initContainers":[{"name":"istio-proxy","securityContext":{"capabilities":{"add":["CHOWN"]}}}]}""", ["istio-proxy"]),
        ("""{"initContainers":[{"name":"istio-proxy","envFrom":[{}],"args":["x"]}]}""", ["istio-proxy"]),
        ("""{"initContainers":[{"name":"istio-proxy","livenessProbe":{"exec":{"command":["curl"]}}}]}""", ["istio-proxy"]),
        ("""{"initContainers":[{"name":"istio-init"}]}""", ["istio-init"]),
        ("""{"containers":[{"name":"istio-validation"},{"name":"istio-init","command":["true"]}]}""", ["istio-validation", "istio-init"]),
        ("""{"containers":[{"name":"web","NAME":"istio-init"}]}""", null),
        ("""{"containers":[{"name":"web"}],"containers":[]}""", null),
        ("""{"containers":[null]}""", null),
        ("""{"containers":{"name":"web"}}""", null),
        ("{\"container\u017f\":[]}", null),
        ("null", null),
        ("", null),
        ("containers: []", null),
    ];

    private static readonly (string Text, string[] Asked)[] TemplateLists =
    [
        ("", []), (" , ", []), ("sidecar", ["sidecar"]), (" sidecar ,", ["sidecar"]), ("sidecar,drain", ["sidecar", "drain"]),
        ("gateway", ["gateway"]),
        ("Sidecar", ["Sidecar"]), ("sidecar,grpc-agent", ["sidecar", "grpc-agent"]),
    ];

    private static readonly (string[] Command, bool IsKnown)[] Commands =
    [
        (["pilot-agent", "wait"], true), (["pilot-agent", "wait", "--url=http://localhost:15020/healthz/ready"], true),
        (["/usr/local/bin/pilot-agent", "request", "--debug-port=15020", "POST", "drain"], true),
        (["sleep", "10"], true), (["/bin/sleep", "0.5"], true),
        (["sh", "-c", "sleep 5; sleep 5"], true),
        (["/bin/bash", "-c", "while [ $(netstat -plunt | grep tcp | grep -v envoy | wc -l | xargs) -ne 0 ]; do sleep 1; done"], true),
        ([], true),
        (["pilot-agent"], false), (["pilot-agent", "wait", "--url", "http://x"], false),
        (["pilot-agent", "wait", "--url=http://localhost:1@x/"], false),
        (["pilot-agent", "wait", "--url=http://api.example.com/"], false), (["pilot-agent", "istio-iptables"], false),
        (["/tmp/pilot-agent", "wait"], false),
        (["sleep"], false), (["sleep", "$(curl)"], false), (["sh", "-c", "curl -s example"], false), (["sh", "-c", "sleep 5", "x"], false),
        (["sh", "-c", "sleep 5 > /dev/tcp/example"], false), (["sh", "-c", "/tmp/sleep 5"], false), (["curl"], false),
    ];

    private static readonly (string? Path, bool IsBad)[] Mounts =
    [
        ("/etc/certs", false), ("/etc/istio/proxy", false), ("/var/run/secrets/istio", false), ("/var/lib/istio/data", false),
        ("/usrlocal", false),
        ("/usr/share/tools", false), ("/usr/local/bin", true), ("/usr/local/bin/pilot-agent", true), ("/usr", true),
        ("/", true), (null, true), ("", true),
        ("/etc", true), ("/var/lib/istio", true), ("/var/lib/istio/envoy/x.json", true), ("/tmp/../bin/", true),
        ("lib", true), ("/etc/ld.so.preload", true),
    ];

    private static readonly string[] Undoing =
        ["DRY_RUN", "SKIP_RULE_APPLY", "ISTIO_BOOTSTRAP", "LD_PRELOAD", "PROXY_GID", "NETWORK_NAMESPACE"];

    public override string Rule => "EG306";

    public override OracleCase Generate(Pick pick)
    {
        var annotations = new JsonObject();
        PlainIstio.MaybeStatus(pick, annotations);
        if (pick.Chance(25))
        {
            annotations[Config] = ConfigText(pick);
        }

        if (pick.Chance(15))
        {
            annotations[Overrides] = pick.One<(string, string[]?)>(Overlays).Item1;
        }

        if (pick.Chance(10))
        {
            annotations[Templates] = pick.One<(string, string[])>(TemplateLists).Item1;
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
                    containers.Add(WithParts(pick, pick.Chance(60) ? PlainIstio.Container(pick) : Container(name)));
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

        var isOdd = Oddities.Any(odd => odd.Text == text);
        var isHarmless = Oddities.Any(odd => odd.Text == text && odd.IsHarmless);
        var isJson = text.StartsWith('{');
        var sets = isOdd ? [] : Settings.Where(setting => isJson
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
        if (Overlays.Single(overlay => overlay.Text == text).Bad is not { } bad || bad.Any(name => !visible.Contains(name)))
        {
            yield return "/metadata/annotations/" + Key(Overrides);
        }
    }

    private static IEnumerable<string> AnnotationFindings(PlainPod pod, bool isOther)
    {
        string[] templates = isOther ? ["sidecar", "drain"] : ["sidecar"];
        if (pod.Annotation(Templates) is { } text && TemplateLists.Single(list => list.Text == text).Asked.Except(templates).Any())
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
            if (Mounts.Any(mount => mount.IsBad && mount.Path == OracleCase.Text(mounts[index]!["mountPath"])))
            {
                yield return FormattableString.Invariant($"/volumeMounts/{index}");
            }
        }

        foreach (var place in new[] { "lifecycle/postStart", "lifecycle/preStop", "startupProbe", "livenessProbe", "readinessProbe" })
        {
            var command = place.Split('/').Aggregate((JsonNode?)container, (node, member) => node?[member])?["exec"]?["command"];
            if (command is not null && !Commands.Any(known => known.IsKnown && known.Command.SequenceEqual(PlainIstio.Texts(command))))
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
        return !IsAllowed(name, isOther) && (Undoing.Contains(name)
            || (name == "DISABLE_ENVOY" && yes.Contains(value))
            || (name == "PROXY_CONFIG" && value is not ("" or "{\"concurrency\":2}")));
    }

    private static string ConfigText(Pick pick)
    {
        if (pick.Chance(40))
        {
            return pick.One<(string, bool)>(Oddities).Item1;
        }

        var settings = pick.Some<(string Yaml, string Json, string Sets)>(3, Settings)
            .DistinctBy(setting => setting.Yaml.Split(':', 2)[0].Trim('"'))
            .ToList();
        return pick.Chance(50)
            ? string.Join(pick.One("\n", "\n# and\n", "\n\n"), settings.Select(setting => setting.Yaml))
            : $"{{{string.Join(", ", settings.Select(setting => setting.Json))}}}";
    }

    private static JsonObject WithParts(Pick pick, JsonObject container)
    {
        if (pick.Chance(5))
        {
            container["workingDir"] = "/tmp";
        }

        if (pick.Chance(30))
        {
            var names = pick.Some(
                2, "CA_ADDR", "ISTIO_META_DNS_CAPTURE", "ISTIO_META_DNS_AUTO_ALLOCATE", "MINIMUM_DRAIN_DURATION", "DISABLE_ENVOY",
                "DRY_RUN", "PROXY_CONFIG", pick.One<string>(Undoing));
            container["env"] = new JsonArray([.. names.Select(name =>
                new JsonObject { ["name"] = name, ["value"] = pick.One(
                    "true", "T", "false", "F", "5s", "", "{\"concurrency\":2}", "{\"binary_path\":\"/app\"}") })]);
        }

        if (pick.Chance(4))
        {
            container["envFrom"] = new JsonArray(new JsonObject());
        }

        if (pick.Chance(20))
        {
            var mounts = pick.Some<(string? Path, bool)>(2, Mounts);
            container["volumeMounts"] = new JsonArray([.. mounts.Select(mount => new JsonObject { ["mountPath"] = mount.Path })]);
        }

        if (pick.Chance(15))
        {
            container["lifecycle"] = new JsonObject { [pick.One("postStart", "preStop")] = Exec(pick) };
        }

        if (pick.Chance(10))
        {
            container[pick.One("startupProbe", "livenessProbe", "readinessProbe")] = Exec(pick);
        }

        return container;
    }

    private static JsonObject Exec(Pick pick) => pick.Chance(10)
        ? new JsonObject { ["httpGet"] = new JsonObject { ["port"] = 15021 } }
        : new JsonObject { ["exec"] = new JsonObject { ["command"] = Pick.List(pick.One<(string[] Command, bool)>(Commands).Command) } };
}
