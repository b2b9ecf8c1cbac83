using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>Finds the legs by which sidecars reach external hosts themselves (istio-egress.md VS-1 to VS-5).</summary>
internal static class DirectLegs
{
    /// <summary>Reports every destination, or every mirror, outside the cluster that sidecars apply; each place once.</summary>
    /// <param name="spec">The VirtualService under judgement.</param>
    /// <param name="isMirror">Whether mirrors are meant, or destinations.</param>
    /// <param name="context">Where to report.</param>
    public static void Report(VirtualServiceSpec spec, bool isMirror, RuleContext context)
    {
        var mesh = context.Policy.Mesh;
        HashSet<string>? reported = null;
        foreach (var (leg, pointer) in ExternalLegs.Of(spec, context))
        {
            // A name that is meant to be the egress gateway's is EG904's.
            if (leg.AtMesh && leg.IsMirror == isMirror && !EgressGateways.IsIncompleteName(leg.Host, context.Policy)
                && !IsMeshInternal(leg.Host, context.Mesh) && (reported ??= new HashSet<string>(StringComparer.Ordinal)).Add(pointer))
            {
                context.Report(
                    pointer,
                    Explain(leg),
                    isMirror
                        ? "Mirror to a service of the cluster, or remove the mirror."
                        : $"Send it to {mesh.EgressGateways[0].HostIn(mesh.ClusterDomain)}, and give the route to the host itself match.gateways "
                            + "with the egress gateway's Gateway only.");
            }
        }
    }

    private static string Explain(RouteLeg leg) => leg.IsMirror
        ? $"This mirror has sidecars send copies of requests to {Quote.Text(leg.Host)}, outside the cluster. The copies leave directly, past "
            + "the egress gateway."
        : $"This route leads sidecars to {Quote.Text(leg.Host)}, outside the cluster. They connect there themselves, past the egress gateway.";

    /// <summary>Whether only entries of the mesh's own machines declare the host, and some entry does.</summary>
    private static bool IsMeshInternal(string host, MeshSnapshot mesh)
    {
        var entries = mesh.ServiceEntriesDeclaring(host).Select(reference => mesh.FindServiceEntry(reference)!.Spec!.Location).ToList();
        return entries.Count > 0 && entries.TrueForAll(location => location == "MESH_INTERNAL");
    }
}
