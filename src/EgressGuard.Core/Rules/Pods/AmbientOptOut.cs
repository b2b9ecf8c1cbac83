using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// A pod must not leave ambient mode where the mesh has it, nor enter it where the mesh has only sidecars.
/// </summary>
/// <remarks>
/// <para>Fields, on the pod: label <c>istio.io/dataplane-mode</c>, annotation <c>ambient.istio.io/dns-capture</c>. On its namespace:
/// label <c>istio.io/dataplane-mode</c>.</para>
/// <para>Allowed: both absent; the label <c>none</c> and an annotation that Go reads as false where neither the policy's
/// <c>spec.mesh.dataplaneModes</c> nor the namespace says ambient, because there is nothing to leave; the label <c>ambient</c> where
/// <c>spec.mesh.dataplaneModes</c> lists ambient. Istio passes over any other value.</para>
/// </remarks>
internal sealed class AmbientOptOut : PodRule
{
    private const string Mode = "istio.io/dataplane-mode";
    private const string DnsCapture = "ambient.istio.io/dns-capture";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG309",
        Name = "ambient-opt-out",
        Summary = "A pod neither leaves ambient mode nor enters it where the mesh has only sidecars.",
        Specification = "POD-3, POD-6",
        Kinds = PodKinds,
        Why = "In ambient mode the node's ztunnel takes a pod's connections to the mesh, and one label or annotation of the pod ends "
            + "that. In a mesh of sidecars the label does the reverse: ztunnel lets connections to unknown destinations out, which a "
            + "sidecar blocks.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  labels: {istio.io/dataplane-mode: none}
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                ---
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels: {istio.io/dataplane-mode: ambient}
                """,
            Corrected: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                ---
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels: {istio.io/dataplane-mode: ambient}
                """),
    };

    private protected override void Check(PodView pod, RuleContext context)
    {
        CheckEntry(pod, context);
        CheckExit(pod, context);
    }

    private static void CheckExit(PodView pod, RuleContext context)
    {
        var leaves = pod.Metadata.Label(Mode) == "none";
        var leavesDns = pod.Metadata.Annotation(DnsCapture) is { } value && GoBoolean.IsFalse(value);
        if (!leaves && !leavesDns)
        {
            return;
        }

        var home = context.Namespace;
        if (!HasAmbient(context) && home is null)
        {
            context.NotEvaluated($"the labels of namespace {context.Subject.Namespace} are not known");
            return;
        }

        var isEffective = HasAmbient(context) || home?.Metadata.Label(Mode) == "ambient";
        if (leaves && isEffective)
        {
            ReportLabel(pod, context);
        }

        if (leavesDns && isEffective)
        {
            ReportDns(pod, context);
        }
    }

    private static void CheckEntry(PodView pod, RuleContext context)
    {
        if (pod.Metadata.Label(Mode) == "ambient" && !HasAmbient(context))
        {
            context.Report(
                pod.Root + JsonPointer.Label(Mode),
                $"Label {Mode} is 'ambient', and the mesh has sidecars only. In ambient mode connections to unknown destinations are not "
                + "blocked: they leave directly, not through the egress gateway.",
                "Remove the label; where the mesh does run ambient mode, have the policy list 'ambient' in spec.mesh.dataplaneModes.");
        }
    }

    private static void ReportLabel(PodView pod, RuleContext context) => context.Report(
        pod.Root + JsonPointer.Label(Mode),
        $"Label {Mode} is 'none', so the node's ztunnel does not take the pod's connections. They leave directly, past waypoints and the "
        + "egress gateway.",
        "Remove the label; if the pod is a gateway of Istio, list its namespace in the policy's spec.platformNamespaces.");

    private static void ReportDns(PodView pod, RuleContext context) => context.Report(
        pod.Root + JsonPointer.Annotation(DnsCapture),
        $"Annotation {DnsCapture} is {Quote.Text(pod.Metadata.Annotation(DnsCapture)!)}, so ztunnel does not answer the pod's "
        + "name queries. The names of ServiceEntries then stand for the hosts' real addresses, and connections to those leave directly.",
        "Remove the annotation.");

    private static bool HasAmbient(RuleContext context) => context.Policy.Mesh.DataplaneModes.Contains(DataplaneMode.Ambient);
}
