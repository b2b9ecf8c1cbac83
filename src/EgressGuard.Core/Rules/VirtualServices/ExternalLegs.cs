using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>Where the VirtualService under judgement sends traffic out of the cluster, itself or through a delegate on either side.</summary>
internal static class ExternalLegs
{
    /// <summary>
    /// The legs to external hosts, each with its place in the VirtualService under judgement: the destination, or the reference to the
    /// delegate that writes it. Delegates that were not given are recorded as not evaluated.
    /// </summary>
    public static IEnumerable<(RouteLeg Leg, string Pointer)> Of(VirtualServiceSpec spec, RuleContext context)
    {
        if (!context.Mesh.Knows(ObjectKind.VirtualService) && (spec.Hosts.Count == 0 || spec.Http.Any(route => route.Delegate is not null)))
        {
            context.NotEvaluated("the VirtualService objects of the mesh were not given");
        }

        var self = context.Subject.Reference;
        return from root in context.Mesh.RootsOf(self)
               from leg in VirtualServiceRoutes.Legs(context.Mesh.FindVirtualService(root)!, root, context.Mesh)
               where (root == self || leg.Owner == self) && EgressRoutes.IsExternal(leg.Host, context)
               select (leg, leg.Owner == self ? leg.Pointer : leg.RootPointer);
    }
}
