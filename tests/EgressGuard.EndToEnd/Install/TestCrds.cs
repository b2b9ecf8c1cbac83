using System.Text.Json.Nodes;

namespace EgressGuard.EndToEnd.Install;

/// <summary>
/// Istio's and the Gateway API's kinds, and the reports, for a cluster that has none of them: any content, every version that is served somewhere. No schema
/// stands in the way of what the guard has to judge.
/// </summary>
internal static class TestCrds
{
    private static readonly string[] Networking = ["v1", "v1beta1", "v1alpha3"];

    /// <summary>All definitions.</summary>
    public static IEnumerable<JsonObject> All() =>
    [
        Of("networking.istio.io", "serviceentries", "ServiceEntry", Networking),
        Of("networking.istio.io", "virtualservices", "VirtualService", Networking),
        Of("networking.istio.io", "gateways", "Gateway", Networking),
        Of("networking.istio.io", "destinationrules", "DestinationRule", Networking),
        Of("networking.istio.io", "sidecars", "Sidecar", Networking),
        Of("networking.istio.io", "workloadentries", "WorkloadEntry", Networking),
        Of("networking.istio.io", "workloadgroups", "WorkloadGroup", Networking),
        Of("networking.istio.io", "envoyfilters", "EnvoyFilter", ["v1alpha3"]),
        Of("networking.istio.io", "proxyconfigs", "ProxyConfig", ["v1beta1"]),
        Of("security.istio.io", "authorizationpolicies", "AuthorizationPolicy", ["v1", "v1beta1"]),
        Of("security.istio.io", "requestauthentications", "RequestAuthentication", ["v1", "v1beta1"]),
        Of("extensions.istio.io", "wasmplugins", "WasmPlugin", ["v1alpha1"]),
        Of("gateway.networking.k8s.io", "gateways", "Gateway", ["v1", "v1beta1"]),
        Of("gateway.networking.k8s.io", "httproutes", "HTTPRoute", ["v1", "v1beta1"]),
        Of("gateway.networking.k8s.io", "grpcroutes", "GRPCRoute", ["v1", "v1alpha2"]),
        Of("gateway.networking.k8s.io", "tlsroutes", "TLSRoute", ["v1alpha3", "v1alpha2"]),
        Of("gateway.networking.k8s.io", "tcproutes", "TCPRoute", ["v1alpha2"]),
        Of("wgpolicyk8s.io", "policyreports", "PolicyReport", ["v1alpha2"]),
        Of("wgpolicyk8s.io", "clusterpolicyreports", "ClusterPolicyReport", ["v1alpha2"], scope: "Cluster"),
    ];

    private static JsonObject Of(string group, string plural, string kind, string[] versions, string scope = "Namespaced") => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject
        {
            ["name"] = $"{plural}.{group}",
            // Groups below k8s.io ask for it.
            ["annotations"] = new JsonObject { ["api-approved.kubernetes.io"] = "unapproved, a definition for tests" },
        },
        ["spec"] = new JsonObject
        {
            ["group"] = group,
            ["scope"] = scope,
            ["names"] = new JsonObject
            {
                ["kind"] = kind,
                ["listKind"] = kind + "List",
                ["plural"] = plural,
                ["singular"] = kind.ToLowerInvariant(),
            },
            ["versions"] = new JsonArray([.. versions.Select((version, i) => Version(version, isStored: i == 0))]),
        },
    };

    private static JsonObject Version(string name, bool isStored) => new JsonObject
    {
        ["name"] = name,
        ["served"] = true,
        ["storage"] = isStored,
        ["schema"] = new JsonObject
        {
            ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
        },
    };
}
