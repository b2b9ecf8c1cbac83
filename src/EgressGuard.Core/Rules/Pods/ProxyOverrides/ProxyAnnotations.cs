using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>
/// Annotations that give the proxy another image, files, bootstrap or control plane (istio-egress.md POD-20, POD-22, POD-23, POD-24).
/// </summary>
internal static class ProxyAnnotations
{
    /// <summary>Each with what it does, as the middle of a sentence, and why it matters.</summary>
    private static readonly (string Name, string Effect)[] Forbidden =
    [
        ("sidecar.istio.io/proxyImage",
            "which istio-init and istio-proxy run. Another image need set up no redirection, so connections bypass the egress gateway."),
        ("sidecar.istio.io/bootstrapOverride",
            "from which the proxy then takes its bootstrap. Listeners and clusters of its own carry connections past the egress gateway."),
        ("sidecar.istio.io/userVolume",
            "which adds volumes for the proxy. Files of the author's can replace the proxy's program, bootstrap or certificates."),
        ("sidecar.istio.io/userVolumeMount",
            "which mounts volumes in the proxy. Files of the author's can replace the proxy's program, bootstrap or certificates."),
        ("sidecar.istio.io/discoveryAddress",
            "from which the proxy then takes its configuration. Another control plane can send every connection past the egress gateway."),
    ];

    public static void Check(PodView pod, RuleContext context)
    {
        foreach (var (name, effect) in Forbidden)
        {
            if (pod.Metadata.Annotation(name) is { Length: > 0 } value)
            {
                context.Report(
                    pod.Root + JsonPointer.Annotation(name),
                    $"Annotation {name} is {Quote.Text(value)}, {effect}",
                    "Remove the annotation; what the proxy needs is set for the whole mesh, by the platform's owners.");
            }
        }
    }
}
