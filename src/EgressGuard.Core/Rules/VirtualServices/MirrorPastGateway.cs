using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>Sidecars send no copy of requests to an external host themselves.</summary>
/// <remarks>
/// Fields: <c>mirror</c> and <c>mirrors</c> of the routes in <c>spec.http</c> that hold in the mesh, those of delegates included, whatever
/// their percentage. Not external: services of the cluster, and hosts that only ServiceEntries with <c>location: MESH_INTERNAL</c> declare.
/// </remarks>
internal sealed class MirrorPastGateway : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG203",
        Name = "mirror-bypasses-gateway",
        Summary = "No mirror that sidecars apply is an external host.",
        Specification = "VS-2",
        Kinds = [ObjectKind.VirtualService],
        Why = "A sidecar sends the copy of each request itself, and nobody sees the answer. Whole requests, their secrets included, leave "
            + "without the egress gateway while the route beside the mirror looks as it should.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: reviews, namespace: shop}
                spec:
                  hosts: [reviews]
                  http:
                  - route:
                    - destination: {host: reviews}
                    mirror: {host: collector.example.net}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: reviews, namespace: shop}
                spec:
                  hosts: [reviews]
                  http:
                  - route:
                    - destination: {host: reviews}
                    mirror: {host: reviews-next}
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is VirtualService { Spec: { } spec })
        {
            DirectLegs.Report(spec, isMirror: true, context);
        }
    }
}
