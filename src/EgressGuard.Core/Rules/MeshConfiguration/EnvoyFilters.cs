using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>Tenants have no EnvoyFilters.</summary>
/// <remarks>
/// An EnvoyFilter changes listeners, routes and clusters of proxies behind the back of every other object, so nothing that was judged
/// elsewhere holds (istio-egress.md 4.14). Allowed in platform namespaces and in those of egress gateways only.
/// </remarks>
internal sealed class EnvoyFilters : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG417",
        Name = "envoy-filter",
        Summary = "EnvoyFilters are in platform namespaces only.",
        Specification = "4.14 EnvoyFilter",
        Kinds = [ObjectKind.EnvoyFilter],
        Why = "An EnvoyFilter rewrites what proxies do after all other configuration: it can send any host directly, whatever its "
            + "VirtualService says.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1alpha3
                kind: EnvoyFilter
                metadata: {name: header-case, namespace: shop}
                spec:
                  configPatches:
                  - applyTo: CLUSTER
                    match: {context: SIDECAR_OUTBOUND}
                    patch:
                      operation: MERGE
                      value: {connect_timeout: 3s}
                """,
            Corrected: """
                # The platform's owners write it.
                apiVersion: networking.istio.io/v1alpha3
                kind: EnvoyFilter
                metadata: {name: header-case, namespace: istio-system}
                spec:
                  configPatches:
                  - applyTo: CLUSTER
                    match: {context: SIDECAR_OUTBOUND}
                    patch:
                      operation: MERGE
                      value: {connect_timeout: 3s}
                """),
    };

    internal override void Check(RuleContext context) => context.Report(
        "",
        $"Namespace {Quote.Text(context.Subject.Namespace)} is not the platform's, and an EnvoyFilter can change every listener, route and "
        + "cluster of the proxies there. What the egress gateway's routes say then holds no more.",
        "Use a VirtualService or DestinationRule for what it does, or ask the platform's owners to have it in a namespace of theirs.");
}
