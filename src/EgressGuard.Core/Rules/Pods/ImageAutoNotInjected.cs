using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// The image <c>auto</c> stands for the one that Istio's injector fills in. A pod with it is one that the injector gets to see.
/// </summary>
/// <remarks>
/// <para>Fields: <c>image</c> of <c>spec.containers[*]</c>, <c>spec.initContainers[*]</c> and <c>spec.ephemeralContainers[*]</c>;
/// <c>spec.hostNetwork</c>; label and annotation <c>sidecar.istio.io/inject</c> and label <c>istio.io/rev</c> of the pod; labels
/// <c>istio-injection</c> and <c>istio.io/rev</c> of its namespace.</para>
/// <para>Allowed: any image but exactly <c>auto</c>; that one in a pod that is injected (istio-egress.md 4.1). Where the namespace is not
/// known, the verdict says so.</para>
/// </remarks>
internal sealed class ImageAutoNotInjected : PodRule
{
    private const string Inject = "sidecar.istio.io/inject";
    private const string Revision = "istio.io/rev";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG322",
        Name = "image-auto-not-injected",
        Summary = "The image auto stands only in pods that Istio's injector gets to see.",
        Specification = "PS-19, 4.1",
        DefaultAction = RuleAction.Warn,
        Kinds = PodKinds,
        Why = "Where nothing is injected, nobody replaces the image auto: the node pulls an image of that name from its default "
            + "registry, and the pod has no sidecar.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                  - {name: istio-proxy, image: auto}
                ---
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                """,
            Corrected: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                  - {name: istio-proxy, image: auto}
                ---
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels: {istio-injection: enabled}
                """),
    };

    private protected override void Check(PodView pod, RuleContext context)
    {
        bool? isInjected = null;
        foreach (var view in new PodContainers(pod.Spec))
        {
            if (view.Container.Image != "auto")
            {
                continue;
            }

            isInjected ??= IsInjected(pod, context);
            if (isInjected is null)
            {
                context.NotEvaluated($"the labels of namespace {context.Subject.Namespace} are not known");
                return;
            }

            if (isInjected == false)
            {
                context.Report(
                    view.PointerIn(pod) + "/image",
                    $"{view.ToSentenceStart()} has image 'auto', which Istio's injector replaces, and nothing injects this pod. "
                    + "It gets no sidecar, so its connections leave directly.",
                    $"Have the pod injected: set label istio-injection of namespace {Quote.Text(context.Subject.Namespace)} to 'enabled', "
                    + $"or label {Inject} of the pod to 'true'. Otherwise name the container's image.");
            }
        }
    }

    /// <summary>Whether the injector is called and injects (istio-egress.md 4.1); null where the namespace would have to tell.</summary>
    private static bool? IsInjected(PodView pod, RuleContext context)
    {
        var label = pod.Metadata.Label(Inject);
        var isDeclined = pod.Spec.HostNetwork == true
            || (label ?? pod.Metadata.Annotation(Inject)) == "false"
            || NeverInjected.Contains(context.Subject.Namespace);
        if (isDeclined)
        {
            return false;
        }

        if (context.Namespace is not { } home)
        {
            return null;
        }

        var revisions = context.Policy.Mesh.Revisions;
        return (home.Metadata.Label("istio-injection"), home.Metadata.Label(Revision), pod.Metadata.Label(Revision)) switch
        {
            ({ } injection, _, _) => injection == "enabled",
            (null, { } revision, _) => revisions.Contains(revision),
            (null, null, { } revision) => revisions.Contains(revision),
            _ => label == "true",
        };
    }
}
