using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.ClusterNetwork;

/// <summary>The annotations from which Istio takes the sidecar's user and group on OpenShift are OpenShift's to write.</summary>
/// <remarks>
/// Annotations: <c>openshift.io/sa.scc.uid-range</c> and <c>openshift.io/sa.scc.supplemental-groups</c>. Allowed: absent when the namespace
/// is made, then added once (which OpenShift's own controller does), and never changed.
/// </remarks>
internal sealed class ProxyIdentityRange : Rule
{
    private static readonly string[] Ranges = ["openshift.io/sa.scc.uid-range", "openshift.io/sa.scc.supplemental-groups"];

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG502",
        Name = "proxy-identity-range",
        Summary = "A namespace does not choose the user and group ids that OpenShift gives to its pods.",
        Specification = "NS-7",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.Namespace],
        Why = "On OpenShift Istio runs the sidecar with ids from these ranges, and what runs with the sidecar's ids is not redirected. "
            + "Who chooses the ranges can give a container the sidecar's ids.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels: {istio-injection: enabled}
                  annotations: {openshift.io/sa.scc.uid-range: 1000/10}
                """,
            Corrected: """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels: {istio-injection: enabled}
                """),
    };

    internal override void Check(RuleContext context)
    {
        var before = (context.Subject.OldObject as Namespace)?.Metadata;
        foreach (var key in Ranges)
        {
            if (context.Subject.Object.Metadata.Annotation(key) is not { } value)
            {
                continue;
            }

            var former = before?.Annotation(key);
            if (before is null || (former is not null && former != value))
            {
                context.Report(
                    JsonPointer.Annotation(key),
                    $"Annotation {key} is {Quote.Text(value)}{(former is null ? "" : $" and was {Quote.Text(former)}")}. On OpenShift Istio "
                    + "takes the sidecar's user and group from it, and a container that gets the same ones is not redirected to the sidecar.",
                    former is null
                        ? "Remove the annotation: OpenShift writes it when the namespace is made."
                        : $"Leave the annotation at {Quote.Text(former)}, which OpenShift chose.");
            }
        }
    }
}
