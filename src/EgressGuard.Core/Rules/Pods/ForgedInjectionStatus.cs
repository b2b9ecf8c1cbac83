using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// A pod must not claim a state of the mesh that it is not in. Istio notes on the pod that it has injected the sidecar, or that the
/// node captures the pod's traffic; with such a note, nobody does either.
/// </summary>
/// <remarks>
/// <para>Annotations: <c>sidecar.istio.io/status</c>, allowed on a pod in which stands the sidecar that the injector adds;
/// <c>ambient.istio.io/redirection</c>, which istio-cni alone writes, on running pods: absent on a new pod and in templates, unchanged
/// on an update.</para>
/// </remarks>
internal sealed class ForgedInjectionStatus : PodRule
{
    private const string Redirection = "ambient.istio.io/redirection";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG310",
        Name = "forged-injection-status",
        Summary = "A pod claims neither to be injected nor to be captured unless it is.",
        Specification = "POD-4, POD-5",
        Kinds = PodKinds,
        Why = "On the node, istio-cni leaves a pod alone that bears the injector's annotation, and does not capture one that is marked as "
            + "captured. A pod that writes these annotations itself is in the mesh by its own word only.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  annotations:
                    sidecar.istio.io/status: '{"containers":["istio-proxy"]}'
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """,
            Corrected: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """),
    };

    private protected override void Check(PodView pod, RuleContext context)
    {
        CheckStatus(pod, context);
        CheckRedirection(pod, context);
    }

    private static void CheckStatus(PodView pod, RuleContext context)
    {
        if (pod.Metadata.Annotation(IstioContainers.StatusAnnotation) is not { } status)
        {
            return;
        }

        const string Remove = "Remove the annotation; Istio's injector writes it where it adds the sidecar.";
        var istio = new IstioContainers(pod, context.Policy.Mesh);
        var remedy = Remove;
        foreach (var view in new PodContainers(pod.Spec))
        {
            if (view.Container.Name != IstioContainers.Proxy)
            {
                continue;
            }

            var origin = istio.OriginOf(view);
            if (origin == ContainerOrigin.Istio)
            {
                return;
            }

            remedy = IstioContainers.Remedy(origin, view, Remove);
        }

        context.Report(
            pod.Root + JsonPointer.Annotation(IstioContainers.StatusAnnotation),
            $"Annotation {IstioContainers.StatusAnnotation} is {Quote.Text(status)}, but the pod has no sidecar of Istio's. A pod with "
            + "this annotation is not captured on the node either, so its connections bypass the egress gateway.",
            remedy);
    }

    private static void CheckRedirection(PodView pod, RuleContext context)
    {
        var now = pod.Metadata.Annotation(Redirection);
        if (now is null && !context.Subject.MayHaveHeld("ambient.istio.io/redirection"u8))
        {
            return;
        }

        var before = context.Subject is { Object: Pod, OldObject: Pod { Metadata: var former } } ? former.Annotation(Redirection) : null;
        if (now == before)
        {
            return;
        }

        const string Danger =
            "Going by it, istio-cni does not capture the pod, or no longer, so connections bypass the egress gateway.";
        if (now is null)
        {
            context.Report(
                "/metadata/annotations",
                $"Annotation {Redirection} {Quote.Text(before!)} is taken away, which istio-cni alone may do. {Danger}",
                $"Leave the annotation {Redirection} as it was.");
        }
        else
        {
            context.Report(
                pod.Root + JsonPointer.Annotation(Redirection),
                $"Annotation {Redirection} is {Quote.Text(now)}, which istio-cni alone may write. {Danger}",
                before is null ? "Remove the annotation." : $"Set the annotation back to {Quote.Text(before)}.");
        }
    }
}
