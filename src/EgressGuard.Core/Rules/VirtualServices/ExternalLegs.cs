using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>Where the VirtualService under judgement sends traffic, itself or through a delegate on either side.</summary>
internal static class ExternalLegs
{
    /// <summary>The legs to external hosts, each with its place in the VirtualService under judgement.</summary>
    public static IEnumerable<(RouteLeg Leg, string Pointer)> Of(VirtualServiceSpec spec, RuleContext context)
    {
        var external = new List<(RouteLeg, string)>();
        foreach (var (leg, pointer, _) in All(spec, context))
        {
            if (EgressRoutes.IsExternal(leg.Host, context))
            {
                external.Add((leg, pointer));
            }
        }

        return external;
    }

    /// <summary>
    /// Every leg, with the VirtualService whose hosts it is for and its place in the one under judgement: the destination, or the reference
    /// to the delegate that writes it. Delegates that were not given are recorded as not evaluated.
    /// </summary>
    public static IReadOnlyList<(RouteLeg Leg, string Pointer, VirtualServiceSpec Root)> All(VirtualServiceSpec spec, RuleContext context)
    {
        if (!context.Mesh.Knows(ObjectKind.VirtualService) && (spec.Hosts.Count == 0 || spec.Http.Any(route => route.Delegate is not null)))
        {
            context.NotEvaluated("the VirtualService objects of the mesh were not given");
        }

        return context.Legs;
    }
}
