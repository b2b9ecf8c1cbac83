using System.Collections.Frozen;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>What environment variables do to Istio's containers (istio-egress.md ENV-1, PS-21).</summary>
internal static class ProxyVariables
{
    private const string DisableEnvoy = "DISABLE_ENVOY";

    /// <summary>The proxy's whole configuration, which the injector writes from the mesh's and the annotation's.</summary>
    private const string ProxyConfig = "PROXY_CONFIG";

    /// <summary>
    /// Variables that the injector never writes, and with which istio-init redirects less, or the proxy runs with a configuration or
    /// with program code of somebody else's.
    /// </summary>
    private static readonly FrozenSet<string> Dangerous = new[]
    {
        "DRY_RUN", "SKIP_RULE_APPLY", "CLEANUP_ONLY", "PROXY_GID", "ISTIO_EXCLUDE_INTERFACES", "ISTIO_LOCAL_OUTBOUND_PORTS_EXCLUDE",
        "KUBE_VIRT_INTERFACES", "ISTIO_OUTBOUND_OWNER_GROUPS", "ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE", "NETWORK_NAMESPACE",
        "FORCE_IPTABLES_BINARY", "NATIVE_NFTABLES", "ISTIO_BOOTSTRAP", "ISTIO_BOOTSTRAP_OVERRIDE",
        "PATH", "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT",
    }.ToFrozenSet();

    /// <summary>Whether the variable opens a way around the redirection in a container that is otherwise Istio's.</summary>
    public static bool IsDangerous(EnvVar variable, PodSettings policy) =>
        !policy.AllowedProxyMetadata.Contains(variable.Name ?? "")
        && (Dangerous.Contains(variable.Name ?? "")
            || (variable.Name == DisableEnvoy && GoBoolean.IsTrue(variable.Value))
            || (variable.Name == ProxyConfig && ReplacesProgram(variable.Value, policy)));

    /// <summary>Whether an author may set the variable in Istio's container.</summary>
    public static bool IsAllowed(EnvVar variable, PodSettings policy) =>
        policy.AllowedProxyMetadata.Contains(variable.Name ?? "") && !SwitchesDnsCaptureOff(new(variable.Name ?? "", variable.Value));

    /// <summary>
    /// Whether this has the proxy no longer answer DNS queries or hand out addresses. What Go cannot read, or what stands elsewhere
    /// (<c>valueFrom</c>), is as good as false: the proxy then falls back to that.
    /// </summary>
    public static bool SwitchesDnsCaptureOff(KeyValuePair<string, string?> variable) =>
        variable.Key is "ISTIO_META_DNS_CAPTURE" or "ISTIO_META_DNS_AUTO_ALLOCATE" && !GoBoolean.IsTrue(variable.Value);

    /// <summary>Whether the configuration names another program or bootstrap, or cannot be read with certainty.</summary>
    private static bool ReplacesProgram(string? config, PodSettings policy) =>
        config is null
        || ProxyConfigText.Read(config) is not { } entries
        || entries.Select(entry => ProxyConfigAnnotation.CamelCase(entry.Key)).Any(key =>
            key is "binaryPath" or "customConfigFile" or "proxyBootstrapTemplatePath" && !policy.AllowedProxyConfigKeys.Contains(key));
}
