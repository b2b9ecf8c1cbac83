using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>Where the VirtualService under judgement sends traffic, itself or through a delegate on either side.</summary>
internal static class ExternalLegs
{
    /// <summary>The legs to external hosts, each with its place in the VirtualService under judgement.</summary>
    public static IEnumerable<(RouteLeg Leg, string Pointer)> Of(VirtualServiceSpec spec, RuleContext context) =>
        from leg in All(spec, context)
        where EgressRoutes.IsExternal(leg.Leg.Host, context)
        select (leg.Leg, leg.Pointer);

    /// <summary>
    /// Every leg, with the VirtualService whose hosts it is for and its place in the one under judgement: the destination, or the reference
    /// to the delegate that writes it. Delegates that were not given are recorded as not evaluated.
    /// </summary>
    public static IEnumerable<(RouteLeg Leg, string Pointer, VirtualServiceSpec Root)> All(VirtualServiceSpec spec, RuleContext context)
    {
        if (!context.Mesh.Knows(ObjectKind.VirtualService) && (spec.Hosts.Count == 0 || spec.Http.Any(route => route.Delegate is not null)))
        {
            context.NotEvaluated("the VirtualService objects of the mesh were not given");
        }

        var self = context.Subject.Reference;
        return from root in context.Mesh.RootsOf(self)
               let service = context.Mesh.FindVirtualService(root)!
               from leg in context.LegsOf(root)
               where root == self || leg.Owner == self
               select (leg, leg.Owner == self ? leg.Pointer : leg.RootPointer, service.Spec!);
    }
}
