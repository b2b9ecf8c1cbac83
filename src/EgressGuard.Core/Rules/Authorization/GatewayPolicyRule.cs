using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>A rule about AuthorizationPolicies that hold for an egress gateway.</summary>
/// <remarks>
/// A policy holds for a gateway when it stands in the gateway's namespace or in the mesh's root namespace and has no selector, or one that
/// agrees with the labels that the policy knows of the gateway's pods; or when it stands in the gateway's namespace and a target reference
/// names the gateway. With target references the selector does not count (istio-egress.md 4.18). A policy of a revision that is not in use
/// holds for nothing (istio-egress.md A8).
/// </remarks>
internal abstract class GatewayPolicyRule : Rule
{
    /// <summary>Asks Istio to log what a policy would do, instead of doing it.</summary>
    protected const string DryRun = "istio.io/dry-run";

    private const string GatewayName = "gateway.networking.k8s.io/gateway-name";

    /// <inheritdoc/>
    internal sealed override void Check(RuleContext context)
    {
        if (context.Subject.Object is AuthorizationPolicy policy && context.Policy.Mesh.IsActiveRevision(policy.Metadata.Label("istio.io/rev")))
        {
            var spec = policy.Spec ?? new AuthorizationPolicySpec();
            if (context.Policy.Mesh.EgressGateways.FirstOrDefault(gateway => HoldsFor(spec, gateway, context)) is { } found)
            {
                Check(policy.Metadata, spec, $"egress gateway {Quote.Text(found.Service)}", context);
            }
        }
    }

    /// <summary>Judges a policy that holds for an egress gateway.</summary>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="spec">What it says; an absent spec says nothing.</param>
    /// <param name="gateway">The gateway, as a sentence names it.</param>
    /// <param name="context">Where to report.</param>
    private protected abstract void Check(ObjectMeta metadata, AuthorizationPolicySpec spec, string gateway, RuleContext context);

    /// <summary>The target references; the older single one counts only where there is no list of them.</summary>
    internal static IReadOnlyList<TargetReference> Targets(AuthorizationPolicySpec spec) =>
        spec.TargetRefs.Count > 0 ? spec.TargetRefs : spec.TargetRef is { } target ? [target] : [];

    /// <summary>Whether a target reference, seen from the gateway's namespace, names the gateway: the Service, or a Gateway with such pods.</summary>
    internal static bool Names(TargetReference target, EgressGatewaySettings gateway) => (target.Group ?? "", target.Kind) switch
    {
        ("gateway.networking.k8s.io", "Gateway") =>
            target.Name == gateway.Service
            || target.Name + "-istio" == gateway.Service
            || (gateway.Selector.TryGetValue(GatewayName, out var name) && target.Name == name),
        ("" or "core", "Service") => target.Name == gateway.Service,
        _ => false,
    };

    /// <summary>Whether Istio only logs what the policy would do: what Go's ParseBool takes for true (istio-egress.md AP-3).</summary>
    private protected static bool IsDryRun(ObjectMeta metadata) => GoBoolean.IsTrue(metadata.Annotation(DryRun));

    private static bool HoldsFor(AuthorizationPolicySpec spec, EgressGatewaySettings gateway, RuleContext context)
    {
        var home = context.Subject.Namespace;
        var targets = Targets(spec);
        if (targets.Count > 0)
        {
            return home == gateway.Namespace
                && targets.Any(target => (string.IsNullOrEmpty(target.Namespace) || target.Namespace == home) && Names(target, gateway));
        }

        return (home == gateway.Namespace || home == context.Policy.Mesh.RootNamespace)
            && (spec.Selector is not { MatchLabels: { Count: > 0 } labels } || EgressGateways.Agrees(labels, gateway));
    }
}
