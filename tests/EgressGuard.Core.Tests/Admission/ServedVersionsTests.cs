using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Admission;

/// <summary>Every version in which a kind is served is judged: a guard of one version only would be walked around (istio-egress.md A6).</summary>
public sealed class ServedVersionsTests
{
    private const string Istio = "v1 v1beta1 v1alpha3";

    /// <summary>Group, kind and the versions that API servers serve or have served.</summary>
    private static readonly (string Group, string Kind, string Versions)[] Served =
    [
        ("networking.istio.io", "ServiceEntry", Istio),
        ("networking.istio.io", "VirtualService", Istio),
        ("networking.istio.io", "Gateway", Istio),
        ("networking.istio.io", "DestinationRule", Istio),
        ("networking.istio.io", "Sidecar", Istio),
        ("networking.istio.io", "WorkloadEntry", Istio),
        ("networking.istio.io", "WorkloadGroup", Istio),
        ("networking.istio.io", "EnvoyFilter", "v1alpha3"),
        ("networking.istio.io", "ProxyConfig", "v1beta1"),
        ("extensions.istio.io", "WasmPlugin", "v1alpha1"),
        ("extensions.istio.io", "TrafficExtension", "v1alpha1"),
        ("security.istio.io", "AuthorizationPolicy", "v1 v1beta1"),
        ("security.istio.io", "RequestAuthentication", "v1 v1beta1"),
        ("", "Pod", "v1"),
        ("", "Namespace", "v1"),
        ("", "Service", "v1"),
        ("", "Endpoints", "v1"),
        ("discovery.k8s.io", "EndpointSlice", "v1 v1beta1"),
        ("networking.k8s.io", "NetworkPolicy", "v1"),
        ("apps", "Deployment", "v1"),
        ("apps", "StatefulSet", "v1"),
        ("apps", "DaemonSet", "v1"),
        ("apps", "ReplicaSet", "v1"),
        ("batch", "Job", "v1"),
        ("batch", "CronJob", "v1 v1beta1"),
        ("gateway.networking.k8s.io", "Gateway", "v1 v1beta1 v1alpha2"),
        ("gateway.networking.k8s.io", "HTTPRoute", "v1 v1beta1 v1alpha2"),
        ("gateway.networking.k8s.io", "GRPCRoute", "v1 v1alpha2"),
        ("gateway.networking.k8s.io", "TLSRoute", "v1 v1alpha3 v1alpha2"),
        ("gateway.networking.k8s.io", "TCPRoute", "v1alpha2"),
        ("gateway.networking.k8s.io", "ListenerSet", "v1"),
        ("gateway.networking.x-k8s.io", "XListenerSet", "v1alpha1"),
        ("gateway.networking.x-k8s.io", "XBackend", "v1alpha1"),
    ];

    public static TheoryData<string, string, string> Versions
    {
        get
        {
            var versions = new TheoryData<string, string, string>();
            foreach (var (group, kind, served) in Served)
            {
                foreach (var version in served.Split(' '))
                {
                    versions.Add(group, kind, version);
                }
            }

            return versions;
        }
    }

    [Fact]
    public void No_kind_is_forgotten() => Assert.Equal(
        Enum.GetValues<ObjectKind>(), Served.Select(kind => ObjectKinds.Find(kind.Group, kind.Kind)!.Value).Distinct().Order());

    [Theory]
    [MemberData(nameof(Versions))]
    public void An_object_of_any_version_is_judged(string group, string kind, string version)
    {
        var apiVersion = group.Length == 0 ? version : $"{group}/{version}";
        var body = new ReviewBody { Group = group, Kind = kind, Object = $$"""{"apiVersion":"{{apiVersion}}","kind":"{{kind}}","metadata":5}""" };

        var answer = AdmissionReviewer.Review(AdmissionPhase.Validate, body.ToBytes(), Basis.Of(MeshSnapshot.Empty, EgressPolicy.Default));

        Assert.False(answer.IsAllowed);
        Assert.Equal(["EG001"], answer.Verdict.Findings.Select(finding => finding.Rule));
    }
}
