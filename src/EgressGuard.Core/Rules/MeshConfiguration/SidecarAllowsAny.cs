using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>A Sidecar does not let traffic to unknown destinations out.</summary>
/// <remarks>
/// Field: <c>spec.outboundTrafficPolicy.mode</c>. Allowed: <c>REGISTRY_ONLY</c>, which an <c>outboundTrafficPolicy</c> without a mode
/// means, too; ALLOW_ANY only with an <c>egressProxy</c> that is the egress gateway. Without <c>outboundTrafficPolicy</c> the mesh's own
/// setting holds, whatever the Sidecar of the root namespace says; so it may be left out where the policy's
/// <c>mesh.outboundTrafficPolicy</c> is REGISTRY_ONLY, and must be set where that is ALLOW_ANY.
/// </remarks>
internal sealed class SidecarAllowsAny : Rule
{
    private const string RegistryOnly = "REGISTRY_ONLY";
    private const string AllowAny = "ALLOW_ANY";
    private const string Remedy = "Set outboundTrafficPolicy: {mode: REGISTRY_ONLY}, and declare each host with a ServiceEntry.";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG406",
        Name = "sidecar-allows-any",
        Summary = "A Sidecar lets its pods reach declared destinations only.",
        Specification = "SC-1, SC-6, SC-7, SC-9",
        Kinds = [ObjectKind.Sidecar],
        JudgesPlatform = true,
        Why = "With ALLOW_ANY a sidecar passes every connection on to whatever address was dialled, so that a host needs only to be left "
            + "undeclared to be reached without the egress gateway.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: default, namespace: shop}
                spec:
                  egress:
                  - hosts: ["./*", "istio-system/*"]
                  outboundTrafficPolicy: {mode: ALLOW_ANY}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: default, namespace: shop}
                spec:
                  egress:
                  - hosts: ["./*", "istio-system/*"]
                  outboundTrafficPolicy: {mode: REGISTRY_ONLY}
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not Sidecar sidecar)
        {
            return;
        }

        if (sidecar.Spec?.OutboundTrafficPolicy is { } outbound)
        {
            if (outbound.Mode is not (null or RegistryOnly) && !(outbound.Mode == AllowAny && IsGateway(outbound.EgressProxy, context)))
            {
                context.Report(
                    "/spec/outboundTrafficPolicy/mode",
                    outbound.Mode == AllowAny
                        ? "outboundTrafficPolicy.mode is 'ALLOW_ANY'. Connections to destinations that the mesh does not know leave the "
                            + "pods directly, past the egress gateway."
                        : $"outboundTrafficPolicy.mode is {Quote.Text(outbound.Mode)}, which is no mode of a Sidecar. What a proxy makes "
                            + "of it cannot be told, so it is not let through.",
                    Remedy);
            }
        }
        else if (context.Policy.Mesh.OutboundTrafficPolicy == OutboundTrafficPolicy.AllowAny)
        {
            context.Report(
                "/spec",
                "outboundTrafficPolicy is absent, and the mesh's own setting is ALLOW_ANY. The Sidecar of the root namespace "
                + "does not hold beside this one, so connections to destinations that the mesh does not know leave the pods directly, past "
                + "the egress gateway.",
                Remedy);
        }
    }

    /// <summary>With an egressProxy, which ALLOW_ANY alone admits, unknown traffic goes there: to the gateway it may (SC-2).</summary>
    private static bool IsGateway(Destination? proxy, RuleContext context) =>
        proxy?.Host is { } host && EgressGateways.IsService(HostName.Normalize(host), context.Policy);
}
