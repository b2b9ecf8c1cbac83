using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>Tells the VirtualServices that have to do with egress from those that do not.</summary>
internal static class EgressRoutes
{
    /// <summary>Whether the VirtualService routes some external host in the mesh or at an egress gateway.</summary>
    public static bool Concern(VirtualServiceSpec spec, RuleContext context) =>
        spec.Hosts.Any(host => IsExternal(FullName(host, context), context)) && AreBoundToEgress(spec, context);

    /// <summary>Whether sidecars or an egress gateway apply the VirtualService.</summary>
    public static bool AreBoundToEgress(VirtualServiceSpec spec, RuleContext context) =>
        AreBoundToMesh(spec) || AreBoundToEgressGateway(spec, context);

    /// <summary>Whether sidecars apply the VirtualService.</summary>
    public static bool AreBoundToMesh(VirtualServiceSpec spec) => spec.Gateways.Count == 0 || spec.Gateways.Contains(GatewayReference.Mesh);

    /// <summary>A host as Istio knows it: expanded with the VirtualService's namespace, and normalised.</summary>
    public static string FullName(string host, RuleContext context) =>
        HostName.Normalize(HostName.Expand(host, context.Subject.Namespace, context.Policy.Mesh.ClusterDomain));

    /// <summary>Whether a full name is none of the cluster's.</summary>
    public static bool IsExternal(string fullName, RuleContext context) =>
        !HostName.IsInCluster(fullName, context.Policy.Mesh.ClusterDomain);

    /// <summary>A Gateway that does not exist applies nothing; one that merely was not given leaves the question open.</summary>
    private static bool AreBoundToEgressGateway(VirtualServiceSpec spec, RuleContext context)
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
}
