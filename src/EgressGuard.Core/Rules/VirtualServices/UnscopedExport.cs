using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>A VirtualService that routes external hosts in the mesh, or at the egress gateway, does so for named namespaces only.</summary>
/// <remarks>
/// Field: <c>spec.exportTo</c>. Allowed: <c>"."</c> and the names of namespaces, each once; absent only where the mesh default is not
/// <c>"*"</c>. VirtualServices that have nothing to do with egress (hosts inside the cluster only, or bound to other gateways only)
/// may be public: that is how services are shared.
/// </remarks>
internal sealed class UnscopedExport : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG202",
        Name = "virtual-service-unscoped-export",
        Summary = "A VirtualService for external hosts names the namespaces that it routes, instead of routing the whole mesh.",
        Specification = "SE-X1, 1.4",
        Kinds = [ObjectKind.VirtualService],
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is VirtualService { Spec: { } spec } && ConcernsEgress(spec, context))
        {
            ExportToCheck.Run(
                spec.ExportTo, mayBeHidden: false, "this VirtualService", "It would take over the route to its hosts in every namespace.", context);
        }
    }

    private static bool ConcernsEgress(VirtualServiceSpec spec, RuleContext context) =>
        spec.Hosts.Any(host => IsExternal(host, context)) && (IsBoundToMesh(spec) || IsBoundToEgressGateway(spec, context));

    private static bool IsBoundToMesh(VirtualServiceSpec spec) => spec.Gateways.Count == 0 || spec.Gateways.Contains(GatewayReference.Mesh);

    /// <summary>A Gateway that does not exist applies nothing; one that merely was not given leaves the question open.</summary>
    private static bool IsBoundToEgressGateway(VirtualServiceSpec spec, RuleContext context)
    {
        foreach (var name in spec.Gateways)
        {
            var gateway = GatewayReference.Resolve(name, context.Subject.Namespace);
            switch (EgressGateways.IsOne(gateway, context.Mesh, context.Policy))
            {
                case true:
                    return true;
                case null when !context.Mesh.Knows(ObjectKind.Gateway):
                    context.NotEvaluated($"Gateway {gateway} was not given");
                    break;
                default:
                    break;
            }
        }

        return false;
    }

    private static bool IsExternal(string host, RuleContext context)
    {
        var domain = context.Policy.Mesh.ClusterDomain;
        return !HostName.IsInCluster(HostName.Normalize(HostName.Expand(host, context.Subject.Namespace, domain)), domain);
    }
}
