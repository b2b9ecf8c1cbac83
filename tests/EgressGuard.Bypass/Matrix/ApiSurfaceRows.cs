using EgressGuard.Bypass.ApiSurface;

namespace EgressGuard.Bypass.Matrix;

/// <summary>What of the API reaches the guard, and in which form.</summary>
internal static class ApiSurfaceRows
{
    public static BypassGroup Group { get; } = new("The surface of the API",
    [
        new(
            1, "A subresource is not matched", "CVE-2023-2727, CVE-2023-2728",
            "`kubectl debug` adds an ephemeral container with uid 1337; a label comes in through `pods/status`",
            Answer.Prevented,
            "The configurations send each subresource through which the API server takes what rules judge, and the guard judges what "
                + "that request can change.",
            [Proof.All<SubresourceTests>()])
        {
            Operator = "`pods/binding` merges annotations into a pod: leave it to the scheduler, by RBAC.",
        },
        new(
            2, "A list of containers is missed", "SIG Security threat 12; CVE-2023-2728",
            "uid 1337 or `privileged` in an init container, a native sidecar or an ephemeral container",
            Answer.Prevented,
            "Rules about containers read all lists through one place, with what the pod sets for all of them.",
            [Proof.All<ContainerListTests>()]),
        new(
            3, "An operation is missed", "kyverno/kyverno#10576",
            "A clean ServiceEntry is changed to `resolution: NONE`; the VirtualService that leads a host to the gateway is deleted",
            Answer.Prevented,
            "CREATE and UPDATE of every kind are judged, and DELETE wherever a rule protects what goes. A deletion is judged by what it "
                + "opens.",
            [Proof.All<OperationTests>()])
        {
            Operator = "CONNECT is not judged: `kubectl exec -c istio-proxy` runs as the proxy's user and leaves directly. RBAC on "
                + "`pods/exec` and "
                + "`pods/attach`, and NetworkPolicies.",
        },
        new(
            4, "An object that is being deleted is passed over", "CVE-2023-34091",
            "A ServiceEntry with a finalizer is deleted, and then opened",
            Answer.Prevented,
            "A deletionTimestamp is no privilege: the object is in force until it is gone, and its changes are judged.",
            [Proof.All<DeletionTests>()]),
        new(
            5, "The old object is trusted", "CVE-2021-25735",
            "Only a label changes; or an ExternalName that was let in is pointed somewhere else",
            Answer.Prevented,
            "An update is passed over only where spec, labels and annotations are byte for byte as they were. Where former findings are "
                + "forgiven, only the very same ones are.",
            [Proof.All<OldObjectTests>()]),
        new(
            6, "Another version or group of the API", "kubernetes.io, good practices for admission webhooks: match all versions",
            "A ServiceEntry as `networking.istio.io/v1alpha3`, a TLSRoute as `v1alpha2`",
            Answer.Prevented,
            "Rules go by group and kind in whatever version, and the configurations send `*` with `matchPolicy: Equivalent`.",
            [Proof.All<VersionTests>()]),
        new(
            7, "A feature without a rule", "SIG Security threat 14",
            "`resolution: DYNAMIC_DNS`, a TrafficExtension, an XBackend, a waypoint; a value that Istio adds next year",
            Answer.Prevented,
            "A resolution, a mode of a Sidecar or a protocol of port 443 that is not known is refused; kinds of the Gateway API, of "
                + "ambient meshes and of extensions have rules.",
            [Proof.All<NewFeatureTests>()])
        {
            Operator = "A kind that is new altogether needs a new EgressGuard: update it before Istio. Policies of other network "
                + "plug-ins (Cilium, Calico, AdminNetworkPolicy) "
                + "are not judged: RBAC.",
        },
        new(
            8, "What makes pods is not judged like pods", "kyverno/kyverno#4128",
            "A CronJob whose template has `hostNetwork`",
            Answer.Prevented,
            "Pod rules hold for the templates of six kinds of workload, and the pods that come of any kind are judged again.",
            [Proof.All<TemplateTests>()]),
        new(
            9, "Objects that no webhook is asked about", "kubernetes.io, dynamic admission control: static pods and webhook configurations",
            "A static pod with `hostNetwork`; an object written into etcd",
            Answer.Detected,
            "The audit judges what the cluster holds, however it came there: the mirror of a static pod is reported like any pod.",
            [Proof.All<UnseenObjectTests>()])
        {
            Operator = "Access to nodes and to etcd.",
        },
        new(
            10, "Texts that are compared wrongly", "SIG Security threat 13; gatekeeper-library, K8sAllowedRepos without a final slash",
            "`evil-example.com` for `example.com`, `::ffff:169.254.169.254`, `0251.0376.0251.0376`, `cap_net_admin`, `proxyv2-evil`",
            Answer.Prevented,
            "Hosts are compared label by label in lower case, addresses are parsed, names and images are compared whole. What is none "
                + "of these is refused.",
            [Proof.All<TextTests>()]),
        new(
            11, "A label and an annotation of one name", "istio/istio, sidecar.istio.io/inject: the label wins over the annotation",
            "`sidecar.istio.io/inject: \"true\"` as a label, `\"false\"` as an annotation; `False`, `0`, `no`",
            Answer.Prevented,
            "Both are read, and either may say exactly `true` or nothing: Istio's injector and istio-cni read other values differently.",
            [Proof.All<TwinTests>()]),
        new(
            12, "Parsers that differ", "kubernetes-sigs/yaml: of a key that stands twice the last one counts",
            "`resolution` twice, with an escape in one; a List; a second document in a file",
            Answer.Prevented,
            "What could be read in two ways is refused by both doors, and the command line reads manifests as kubectl does.",
            [Proof.All<ParserTests>()]),
    ]);
}
