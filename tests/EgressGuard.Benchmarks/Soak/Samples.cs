using System.Text;
using EgressGuard.Benchmarks.Corpus;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>Objects whose verdict depends on what changes, and the changes themselves.</summary>
internal static class Samples
{
    /// <summary>The host that is somebody else's now and then.</summary>
    public const string OwnedHost = "owned.example.com";

    /// <summary>A namespace of these objects.</summary>
    public static IReadOnlyList<string> Namespaces { get; } = ["shop", "payments"];

    /// <summary>EG302, which the policies deny and warn of in turn.</summary>
    public static Review HostNetworkPod { get; } = Pod("legacy-network", "{}", "\"hostNetwork\":true,");

    /// <summary>A second entry for a host: EG106 while there is a first one. EG901 warns always, because nothing leads there.</summary>
    public static Review RivalEntry { get; } = Review(
        ObjectKind.ServiceEntry, "networking.istio.io", "payments", "rival", Entry("payments", "rival"));

    /// <summary>EG303, unless it is exempted.</summary>
    public static Review PortPod(string name) => Pod(name, """{"traffic.sidecar.istio.io/excludeOutboundPorts":"443"}""", "");

    public static string Policy(string action) => $$"""
        {"apiVersion":"egressguard.io/v1alpha1","kind":"EgressPolicy","metadata":{"name":"default"},
        "spec":{"rules":{"EG302":{"action":"{{action}}"} } } }
        """;

    public static string OwnersEntry => Entry("shop", "owner");

    public static string Exemption(string name, string pod, DateTimeOffset expires) => $$"""
        {"apiVersion":"egressguard.io/v1alpha1","kind":"EgressExemption",
        "metadata":{"name":"{{name}}","creationTimestamp":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}"},
        "spec":{"rules":["EG303"],"subjects":[{"kind":"Pod","namespace":"shop","name":"{{pod}}"}],
        "owner":"team-shop","reason":"Being moved behind the gateway","expires":"{{expires:yyyy-MM-ddTHH:mm:ssZ}}"} }
        """;

    private static Review Pod(string name, string annotations, string spec) => Review(ObjectKind.Pod, "", "shop", name, $$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}","namespace":"shop",
        "labels":{"egressguard.io/egress":"gateway","sidecar.istio.io/inject":"true"},"annotations":{{annotations}} },
        "spec":{ {{spec}}"containers":[{"name":"app","image":"registry.example.com/app:1.0.0"}]} }
        """);

    private static string Entry(string @namespace, string name) => $$"""
        {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry",
        "metadata":{"name":"{{name}}","namespace":"{{@namespace}}","labels":{"egressguard.io/gateway":"istio-egressgateway.istio-system"} },
        "spec":{"hosts":["{{OwnedHost}}"],"exportTo":[".","istio-system"],"location":"MESH_EXTERNAL","resolution":"DNS",
        "ports":[{"number":443,"name":"tls","protocol":"TLS"}]} }
        """;

    private static Review Review(ObjectKind kind, string group, string @namespace, string name, string json)
    {
        var body = $$"""
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"705ab4f5-6393-11e8-b7cc-42010a800002",
            "operation":"CREATE","kind":{"group":"{{group}}","version":"v1","kind":"{{kind}}"},
            "namespace":"{{@namespace}}","name":"{{name}}",
            "userInfo":{"username":"alice"},"object":{{json}},"oldObject":null} }
            """;
        return new Review(kind, AdmissionPhase.Validate, Encoding.UTF8.GetBytes(body), IsAllowed: false);
    }
}
