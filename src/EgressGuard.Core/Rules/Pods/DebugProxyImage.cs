using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// The proxy's image should hold nothing but the proxy: a shell in it runs as the user whose connections the redirection lets pass.
/// </summary>
/// <remarks>
/// Annotation: <c>sidecar.istio.io/proxyImageType</c>. Allowed: absent, empty, <c>default</c> or <c>distroless</c>, in small letters.
/// </remarks>
internal sealed class DebugProxyImage : PodRule
{
    private const string ImageType = "sidecar.istio.io/proxyImageType";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG315",
        Name = "debug-proxy-image",
        Summary = "A pod's proxy runs from an image without tools for debugging.",
        Specification = "POD-21",
        Kinds = PodKinds,
        DefaultAction = RuleAction.Warn,
        Why = "The debug image brings a shell and programs that connect anywhere. Run in the proxy's container, with 'kubectl exec' for "
            + "instance, they have the user whose connections the redirection lets pass.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  annotations: {sidecar.istio.io/proxyImageType: debug}
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """,
            Corrected: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  annotations: {sidecar.istio.io/proxyImageType: distroless}
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """),
    };

    private protected override void Check(PodView pod, RuleContext context)
    {
        if (pod.Metadata.Annotation(ImageType) is { } type and not ("" or "default" or "distroless"))
        {
            context.Report(
                pod.Root + JsonPointer.Annotation(ImageType),
                $"Annotation {ImageType} is {Quote.Text(type)}. Programs in such an image that connect anywhere run as the proxy, whose "
                + "connections the redirection lets pass.",
                "Remove the annotation, or set it to 'distroless'.");
        }
    }
}
