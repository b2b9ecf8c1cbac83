using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// The init containers of a pod start behind its sidecar. Where the sidecar is not a native one, Istio sets up the redirection after
/// them.
/// </summary>
/// <remarks>
/// <para>Fields: annotation <c>sidecar.istio.io/nativeSidecar</c>; <c>spec.initContainers</c>. Istio's own do not count, by
/// name: a container that only bears such a name is EG306's to judge.</para>
/// <para>Allowed: a pod without init containers; the annotation with any other value than <c>false</c>; the annotation absent or
/// empty, where the policy's <c>spec.mesh.nativeSidecars</c> is true or the sidecar is there as a native one already.</para>
/// </remarks>
internal sealed class InitBeforeSidecar : PodRule
{
    private const string NativeSidecar = "sidecar.istio.io/nativeSidecar";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG312",
        Name = "init-before-sidecar",
        Summary = "The init containers of a pod start after the redirection to its sidecar is set up.",
        Specification = "POD-25, PS-10",
        Kinds = PodKinds,
        WarnsOnly = "init containers where the mesh, and not the pod itself, decides against native sidecars",
        Why = "A native sidecar starts before the init containers. A classic one starts after them, and Istio redirects nothing until "
            + "they have ended: what they connect to, they reach directly.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  annotations: {sidecar.istio.io/nativeSidecar: "false"}
                spec:
                  initContainers:
                  - {name: setup, image: registry.example.com/setup:1.0.0}
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """,
            Corrected: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  initContainers:
                  - {name: setup, image: registry.example.com/setup:1.0.0}
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """),
    };

    private protected override void Check(PodView pod, RuleContext context)
    {
        var early = OwnInitContainers(pod);
        if (early.Count == 0)
        {
            return;
        }

        var asked = pod.Metadata.Annotation(NativeSidecar);
        if (asked == "false")
        {
            context.Report(
                pod.Root + JsonPointer.Annotation(NativeSidecar),
                $"Annotation {NativeSidecar} is 'false', so Istio sets up the redirection to the sidecar after {Phrase.Join(early)}. "
                + "What connects before that leaves directly, not through the egress gateway.",
                "Remove the annotation, or set it to 'true'.");
        }
        else if (string.IsNullOrEmpty(asked) && !context.Policy.Mesh.NativeSidecars && !HasNativeSidecar(pod))
        {
            context.Advise(
                pod.Root + "/spec/initContainers",
                $"The sidecars of this mesh are not native, so Istio sets up the redirection after {Phrase.Join(early)}. "
                + "What connects before that leaves directly, not through the egress gateway.",
                $"Set the annotation {NativeSidecar} to 'true', which needs Kubernetes 1.29 or later; where all sidecars are native, have "
                + "the policy set spec.mesh.nativeSidecars to 'true'.");
        }
    }

    private static List<string> OwnInitContainers(PodView pod)
    {
        var own = new List<string>();
        foreach (var view in new PodContainers(pod.Spec))
        {
            if (view.List == ContainerList.Init && !IsIstios(view.Container.Name))
            {
                own.Add(view.ToString());
            }
        }

        return own;
    }

    /// <summary>The init containers that Istio's injector adds, those of old releases among them.</summary>
    private static bool IsIstios(string? name) =>
        name is IstioContainers.Proxy or IstioContainers.Init or IstioContainers.Validation or "enable-core-dump";

    private static bool HasNativeSidecar(PodView pod) => pod.Spec.InitContainers.Any(container => container.Name == IstioContainers.Proxy);
}
