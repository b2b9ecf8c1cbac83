using System.Text;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Policy;

/// <summary>Policy documents for tests. Single quotes stand for double quotes, so that documents fit into C# strings.</summary>
internal static class Document
{
    /// <summary>The example of the design, section 5, as JSON.</summary>
    public const string DesignExample = """
        {
          "apiVersion": "egressguard.io/v1alpha1",
          "kind": "EgressPolicy",
          "metadata": {"name": "default"},
          "spec": {
            "mesh": {
              "clusterDomain": "cluster.local",
              "rootNamespace": "istio-system",
              "outboundTrafficPolicy": "REGISTRY_ONLY",
              "defaultExportTo": ["*"],
              "revisions": ["default"],
              "egressGateways": [
                {"service": "istio-egressgateway", "namespace": "istio-system", "selector": {"istio": "egressgateway"}}
              ]
            },
            "enforcement": "Enforce",
            "rules": {"EG901": {"action": "Deny"}},
            "hosts": [{"namespaces": ["payments"], "allow": ["api.stripe.com", "*.adyen.com"]}],
            "labels": [
              {"kinds": ["Pod"], "key": "egressguard.io/egress", "value": "gateway"},
              {"kinds": ["ServiceEntry", "VirtualService"], "key": "egressguard.io/owner", "fromNamespaceLabel": "team"}
            ],
            "platformNamespaces": ["istio-system", "kube-system"]
          }
        }
        """;

    /// <summary>A document that sets every field there is, with values that are not the defaults.</summary>
    public const string Full = """
        {
          "apiVersion": "egressguard.io/v1alpha1",
          "kind": "EgressPolicy",
          "metadata": {
            "name": "full",
            "labels": {"team": "mesh"},
            "managedFields": [{"manager": "kubectl", "fieldsV1": {"f:spec": {"f:mesh": {"f:revisions": {}}}}}]
          },
          "spec": {
            "mesh": {
              "clusterDomain": "corp.example",
              "rootNamespace": "mesh-root",
              "outboundTrafficPolicy": "ALLOW_ANY",
              "defaultExportTo": [".", "gateways"],
              "revisions": ["1-30", "canary"],
              "egressGateways": [
                {"service": "egress-a", "namespace": "gateways", "selector": {"istio": "egress-a", "zone": "a"}},
                {"service": "egress-b", "namespace": "gateways-b", "selector": {"istio": "egress-b"}}
              ],
              "proxyImages": ["registry.example:5000/istio/proxyv2", "mirror.example/*/proxyv2"],
              "dataplaneModes": ["sidecar", "ambient"],
              "nativeSidecars": false,
              "clusterRanges": ["10.96.0.0/12"]
            },
            "enforcement": "Audit",
            "rules": {"EG101": {"action": "Warn"}, "EG202": {"action": "Audit"}, "EG305": {"action": "Off"}, "EG901": {"action": "Deny"}},
            "hosts": [
              {"namespaces": ["payments", "shop"], "allow": ["API.Stripe.com.", "*.adyen.com"]},
              {"namespaces": ["batch"], "allow": []}
            ],
            "labels": [
              {
                "kinds": ["Pod"], "key": "sidecar.istio.io/inject", "value": "true",
                "namespaceSelector": {
                  "matchLabels": {"istio-injection": "enabled"},
                  "matchExpressions": [
                    {"key": "tier", "operator": "In", "values": ["a", "b"]},
                    {"key": "tier", "operator": "NotIn", "values": ["c"]},
                    {"key": "team", "operator": "Exists"},
                    {"key": "legacy", "operator": "DoesNotExist", "values": []}
                  ]
                }
              },
              {"kinds": ["VirtualService"], "key": "owner", "fromNamespaceLabel": "example.com/team"}
            ],
            "platformNamespaces": ["mesh-root", "kube-system", "monitoring"],
            "platformUsers": ["system:serviceaccount:mesh-root:istiod-*"],
            "serviceEntries": {
              "minimumIPv4Prefix": 28,
              "minimumIPv6Prefix": 96,
              "protectedRanges": ["10.96.0.0/12", "169.254.169.254", "fd00:ec2::254"],
              "minimumWildcardLabels": 3,
              "allowedEndpointRanges": []
            },
            "pods": {
              "allowedExcludedIPRanges": ["10.1.2.3/32"],
              "allowedExcludedPorts": [53, 8126],
              "allowedHostPaths": ["/var/log"],
              "requiredDroppedCapabilities": ["ALL"],
              "allowedProxyConfigKeys": ["concurrency"],
              "allowedProxyMetadata": ["ISTIO_META_NETWORK"],
              "allowedInjectionTemplates": ["sidecar", "custom"],
              "allowedNetworks": ["kube-system/storage"],
              "allowedRuntimeClasses": ["runc"]
            },
            "gateways": {"allowedNamespaces": ["edge"], "allowedWaypoints": ["edge/waypoint"]},
            "namespaces": {"outsideMesh": ["legacy-*"], "discoveryLabels": {"istio-discovery": "enabled"}},
            "networkPolicies": {"minimumIPv4Prefix": 30, "minimumIPv6Prefix": 120, "protectedLabels": {"owner": "platform"}},
            "exemptions": {"maxLifetime": "36h"}
          },
          "status": {"anything": [1, {"goes": null}]}
        }
        """;

    /// <summary>Reads a document.</summary>
    public static PolicyReadResult Read(string json) => PolicyReader.Read(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads a document around a spec, in which single quotes stand for double quotes.</summary>
    public static PolicyReadResult ReadSpec(string spec) =>
        Read($$"""{"apiVersion":"egressguard.io/v1alpha1","kind":"EgressPolicy","spec":{{spec.Replace('\'', '"')}}}""");

    /// <summary>The policy of a spec that is right.</summary>
    public static EgressPolicy PolicyOf(string spec)
    {
        var result = ReadSpec(spec);
        Assert.Empty(result.Errors);
        return result.Policy!;
    }

    /// <summary>The errors as lines of pointer and problem.</summary>
    public static IEnumerable<string> Lines(this PolicyReadResult result) => result.Errors.Select(error => $"{error.Pointer}: {error.Problem}");
}
