namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>
/// What the texts of EG306 say, told by hand from what Istio's readers make of each, so that the oracle reads nothing itself.
/// </summary>
internal static class ProxyOverrideTables
{
    /// <summary>
    /// Settings as YAML and as JSON, and what each sets: a key in camel case, a mode, or names of variables, with "!" where it is
    /// switched off.
    /// </summary>
    internal static readonly (string Yaml, string Json, string Sets)[] Settings =
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
    internal static readonly (string Text, bool IsHarmless)[] Oddities =
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
    internal static readonly (string Text, string[]? Bad)[] Overlays =
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

    internal static readonly (string Text, string[] Asked)[] TemplateLists =
    [
        ("", []), (" , ", []), ("sidecar", ["sidecar"]), (" sidecar ,", ["sidecar"]), ("sidecar,drain", ["sidecar", "drain"]),
        ("gateway", ["gateway"]),
        ("Sidecar", ["Sidecar"]), ("sidecar,grpc-agent", ["sidecar", "grpc-agent"]),
    ];

    internal static readonly (string[] Command, bool IsKnown)[] Commands =
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

    internal static readonly (string? Path, bool IsBad)[] Mounts =
    [
        ("/etc/certs", false), ("/etc/istio/proxy", false), ("/var/run/secrets/istio", false), ("/var/lib/istio/data", false),
        ("/usrlocal", false),
        ("/usr/share/tools", false), ("/usr/local/bin", true), ("/usr/local/bin/pilot-agent", true), ("/usr", true),
        ("/", true), (null, true), ("", true),
        ("/etc", true), ("/var/lib/istio", true), ("/var/lib/istio/envoy/x.json", true), ("/tmp/../bin/", true),
        ("lib", true), ("/etc/ld.so.preload", true),
    ];

    internal static readonly string[] Undoing =
        ["DRY_RUN", "SKIP_RULE_APPLY", "ISTIO_BOOTSTRAP", "LD_PRELOAD", "PROXY_GID", "NETWORK_NAMESPACE"];
}
