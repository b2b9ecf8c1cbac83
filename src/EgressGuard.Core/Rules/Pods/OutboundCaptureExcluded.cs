using System.Collections.Immutable;
using System.Globalization;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// Every outbound connection of a pod must be redirected to its sidecar. The annotations below take ports, addresses or interfaces
/// out of the redirection, or switch it off; what they name leaves the pod directly.
/// </summary>
/// <remarks>
/// <para>Annotations and what they may say:</para>
/// <list type="bullet">
/// <item><c>traffic.sidecar.istio.io/excludeOutboundPorts</c>: nothing, or ports in the policy's <c>spec.pods.allowedExcludedPorts</c>;</item>
/// <item><c>traffic.sidecar.istio.io/excludeOutboundIPRanges</c>: nothing, or ranges in the policy's
/// <c>spec.pods.allowedExcludedIPRanges</c>, written the same way;</item>
/// <item><c>traffic.sidecar.istio.io/includeOutboundIPRanges</c>: exactly <c>*</c>; an empty value redirects nothing;</item>
/// <item><c>traffic.sidecar.istio.io/excludeInterfaces</c>: nothing;</item>
/// <item><c>sidecar.istio.io/interceptionMode</c>: <c>REDIRECT</c> or <c>TPROXY</c>, in capitals.</item>
/// </list>
/// </remarks>
internal sealed class OutboundCaptureExcluded : PodRule
{
    internal const string ExcludedPorts = "traffic.sidecar.istio.io/excludeOutboundPorts";
    internal const string ExcludedRanges = "traffic.sidecar.istio.io/excludeOutboundIPRanges";
    internal const string IncludedRanges = "traffic.sidecar.istio.io/includeOutboundIPRanges";
    internal const string ExcludedInterfaces = "traffic.sidecar.istio.io/excludeInterfaces";
    internal const string InterceptionMode = "sidecar.istio.io/interceptionMode";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG303",
        Name = "outbound-capture-excluded",
        Summary = "Every outbound connection of a pod is redirected to its sidecar.",
        Specification = "POD-8, POD-9, POD-10, POD-12, POD-15",
        Kinds = PodKinds,
        Why = "Istio lets a pod name what is not redirected to its sidecar. What is named there leaves directly, whatever the mesh is told "
            + "about the destination.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: "443"}
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
        CheckExcludedPorts(pod, context);
        CheckExcludedRanges(pod, context);
        CheckIncludedRanges(pod, context);
        CheckExcludedInterfaces(pod, context);
        CheckInterceptionMode(pod, context);
    }

    private static void CheckExcludedPorts(PodView pod, RuleContext context)
    {
        if (Items(pod, ExcludedPorts, context, static (port, policy) => !IsAllowed(port, policy.AllowedExcludedPorts)) is { } ports)
        {
            context.Report(
                PointerTo(pod, ExcludedPorts),
                $"Annotation {ExcludedPorts} takes {(ports.Count == 1 ? "port" : "ports")} {Phrase.QuoteAll(ports)} out of the redirection "
                + "to the sidecar. Connections to any address on such a port bypass the egress gateway.",
                "Remove the annotation, or have the policy list the ports in spec.pods.allowedExcludedPorts.");
        }
    }

    private static void CheckExcludedRanges(PodView pod, RuleContext context)
    {
        if (Items(pod, ExcludedRanges, context, static (range, policy) => !policy.AllowedExcludedIPRanges.Contains(range)) is { } ranges)
        {
            context.Report(
                PointerTo(pod, ExcludedRanges),
                $"Annotation {ExcludedRanges} takes {(ranges.Count == 1 ? "range" : "ranges")} {Phrase.QuoteAll(ranges)} out of the "
                + "redirection to the sidecar. Connections to such an address bypass the egress gateway.",
                "Remove the annotation, or have the policy list the ranges in spec.pods.allowedExcludedIPRanges.");
        }
    }

    private static void CheckIncludedRanges(PodView pod, RuleContext context)
    {
        if (pod.Metadata.Annotation(IncludedRanges) is { } value && value != "*")
        {
            context.Report(
                PointerTo(pod, IncludedRanges),
                $"Annotation {IncludedRanges} is {Quote.Text(value)}, "
                + (value.Length == 0
                    ? "so no outbound connection is redirected to the sidecar. All of them bypass the egress gateway."
                    : "so only connections to these ranges are redirected to the sidecar. All others bypass the egress gateway."),
                "Set the annotation to '*', or remove it.");
        }
    }

    private static void CheckExcludedInterfaces(PodView pod, RuleContext context)
    {
        if (Items(pod, ExcludedInterfaces, context, static (_, _) => true) is { } interfaces)
        {
            context.Report(
                PointerTo(pod, ExcludedInterfaces),
                $"Annotation {ExcludedInterfaces} takes {(interfaces.Count == 1 ? "interface" : "interfaces")} "
                + $"{Phrase.QuoteAll(interfaces)} out of the redirection to the sidecar. "
                + "Connections that leave through such an interface bypass the egress gateway.",
                "Remove the annotation.");
        }
    }

    private static void CheckInterceptionMode(PodView pod, RuleContext context)
    {
        if (pod.Metadata.Annotation(InterceptionMode) is not { } mode || mode is "REDIRECT" or "TPROXY")
        {
            return;
        }

        context.Report(
            PointerTo(pod, InterceptionMode),
            $"Annotation {InterceptionMode} is {Quote.Text(mode)}, "
            + (mode == "NONE"
                ? "so Istio sets up no redirection to the sidecar. Every connection of the pod bypasses the egress gateway."
                : "which is no mode that Istio knows. What it does to the redirection cannot be told, so it is not let through."),
            "Remove the annotation, or set it to 'REDIRECT' or 'TPROXY', in capitals.");
    }

    /// <summary>
    /// The items of a comma-separated annotation that the predicate picks; null when there is none. Empty items do not count: Istio
    /// skips them, too (istio-egress.md section 7, lists in annotations).
    /// </summary>
    private static List<string>? Items(PodView pod, string annotation, RuleContext context, Func<string, PodSettings, bool> picks)
    {
        if (pod.Metadata.Annotation(annotation) is not { Length: > 0 } value)
        {
            return null;
        }

        List<string>? picked = null;
        foreach (var item in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (picks(item, context.Policy.Pods))
            {
                (picked ??= []).Add(item);
            }
        }

        return picked;
    }

    internal static bool IsAllowed(string port, ImmutableArray<int> allowed) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && allowed.Contains(number);

    private static string PointerTo(PodView pod, string annotation) => pod.Root + JsonPointer.Annotation(annotation);
}
