using EgressGuard.Core.Patching;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// A pod names no interfaces of virtual machines. Istio then treats what arrives on them as outbound traffic, by rules of their own.
/// </summary>
/// <remarks>
/// Annotations: <c>istio.io/reroute-virtual-interfaces</c> and its old name
/// <c>traffic.sidecar.istio.io/kubevirtInterfaces</c>. Allowed: absent, or a list without a name in it.
/// </remarks>
internal sealed class VirtualInterfaces : PodRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG311",
        Name = "virtual-interfaces",
        Summary = "A pod does not have Istio redirect the interfaces of virtual machines in it.",
        Specification = "POD-13",
        DefaultAction = RuleAction.Warn,
        Kinds = PodKinds,
        Why = "The annotation is for pods in which a virtual machine runs: it adds redirection rules for the machine's interfaces, "
            + "ahead of the pod's own. In any other pod it only changes what the redirection does.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  annotations: {istio.io/reroute-virtual-interfaces: eth1}
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
        CheckAnnotation("traffic.sidecar.istio.io/kubevirtInterfaces", pod, context);
        CheckAnnotation("istio.io/reroute-virtual-interfaces", pod, context);
    }

    private static void CheckAnnotation(string annotation, PodView pod, RuleContext context)
    {
        var names = (pod.Metadata.Annotation(annotation) ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > 0)
        {
            context.Report(
                pod.Root + JsonPointer.Annotation(annotation),
                $"Annotation {annotation} names {(names.Length == 1 ? "interface" : "interfaces")} {Phrase.QuoteAll(names)}. "
                + "Istio puts rules for such interfaces ahead of the pod's redirection, which only a virtual machine in the pod needs.",
                "Remove the annotation; if the pod runs a virtual machine, have the policy set spec.rules.EG311.action to 'Off'.");
        }
    }
}
