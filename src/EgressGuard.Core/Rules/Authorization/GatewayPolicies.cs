using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>Tells which AuthorizationPolicies hold for which egress gateways (istio-egress.md 4.18).</summary>
/// <remarks>
/// A policy holds for a gateway when it stands in the gateway's namespace or in the mesh's root namespace and has no selector, or one that
/// agrees with the labels that the policy knows of the gateway's pods; or when it stands in the gateway's namespace and a target reference
/// names the gateway. With target references the selector does not count. A policy of a revision that is not in use holds for nothing
/// (istio-egress.md A8).
/// </remarks>
internal static class GatewayPolicies
{
    private const string GatewayName = "gateway.networking.k8s.io/gateway-name";

    /// <summary>The egress gateways that a policy in this namespace holds for.</summary>
    public static IEnumerable<EgressGatewaySettings> GatewaysOf(AuthorizationPolicy authorization, string home, EgressPolicy policy) =>
        from gateway in policy.Mesh.EgressGateways
        where policy.Mesh.IsActiveRevision(authorization.Metadata.Label("istio.io/rev"))
            && HoldsFor(authorization.Spec ?? new AuthorizationPolicySpec(), gateway, home, policy)
        select gateway;

    /// <summary>
    /// The policies that hold for an egress gateway whose pods the Gateway under judgement is for, ordered by namespace and name. One that
    /// was not given is judged itself, when it is: most gateways have none, and need not hear of that.
    /// </summary>
    public static IReadOnlyList<(AuthorizationPolicy Policy, ObjectRef Reference)> HoldingFor(Gateway gateway, RuleContext context)
    {
        var policy = context.Policy;
        var served = policy.Mesh.EgressGateways.Where(egress => EgressGateways.Selects(gateway.Spec!, egress)).ToList();
        var held = from found in context.Mesh.All(ObjectKind.AuthorizationPolicy)
            let authorization = (AuthorizationPolicy)found.Value
            where GatewaysOf(authorization, found.Key.Namespace, policy).Intersect(served).Any()
            orderby found.Key
            select (authorization, found.Key);
        return [.. held];
    }

    /// <summary>The target references; the older single one counts only where there is no list of them.</summary>
    public static IReadOnlyList<TargetReference> Targets(AuthorizationPolicySpec spec) =>
        spec.TargetRefs.Count > 0 ? spec.TargetRefs : spec.TargetRef is { } target ? [target] : [];

    /// <summary>
    /// Whether a target reference, seen from the gateway's namespace, names the gateway: the Service, or a Gateway with such pods.
    /// </summary>
    public static bool Names(TargetReference target, EgressGatewaySettings gateway) => (target.Group ?? "", target.Kind) switch
    {
        ("gateway.networking.k8s.io", "Gateway") =>
            target.Name == gateway.Service
            || target.Name + "-istio" == gateway.Service
            || (gateway.Selector.TryGetValue(GatewayName, out var name) && target.Name == name),
        ("" or "core", "Service") => target.Name == gateway.Service,
        _ => false,
    };

    private static bool HoldsFor(AuthorizationPolicySpec spec, EgressGatewaySettings gateway, string home, EgressPolicy policy)
    {
        var targets = Targets(spec);
        if (targets.Count > 0)
        {
            return home == gateway.Namespace
                && targets.Any(target => (string.IsNullOrEmpty(target.Namespace) || target.Namespace == home) && Names(target, gateway));
        }

        return (home == gateway.Namespace || home == policy.Mesh.RootNamespace)
            && (spec.Selector is not { MatchLabels: { Count: > 0 } labels } || EgressGateways.Agrees(labels, gateway));
    }
}
