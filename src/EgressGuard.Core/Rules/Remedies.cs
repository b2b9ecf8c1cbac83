using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules;

/// <summary>Advice that several rules give in the same words.</summary>
internal static class Remedies
{
    /// <summary>The scope that the two-hop pattern needs: the tenant's own namespace and the gateway's (istio-egress.md SE-X2).</summary>
    public static string ScopedExportTo(EgressPolicy policy) =>
        $"Set exportTo: [\".\", \"{policy.Mesh.EgressGateways[0].Namespace}\"], so that only your namespace and the egress gateway see it.";
}
