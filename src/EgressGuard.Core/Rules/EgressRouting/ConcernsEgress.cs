using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>Whether an object can change a way out of the mesh at all. Most objects of a cluster cannot, and cost nothing then.</summary>
internal static class ConcernsEgress
{
    /// <summary>Whether the subject can, as it was or as it will be.</summary>
    public static bool Is(RuleContext context)
    {
        var subject = context.Subject;
        return Is(subject.Object, context) || (subject.OldObject is { } old && Is(old, context));
    }

    private static bool Is(KubeObject changed, RuleContext context) => changed switch
    {
        ServiceEntry or Sidecar => true,
        VirtualService { Spec: { Hosts.Count: 0 } spec } => Is(spec, context) || RootsOf(context).Any(root => Is(root, context)),
        VirtualService { Spec: { } spec } => Is(spec, context),
        Gateway { Spec: { } spec } => EgressGateways.Selects(spec, context.Policy),
        DestinationRule { Spec: { } spec } => Is(spec, context),
        Namespace => AmbientSide.IsAmbient(context.Subject.Name, context.MeshBefore) != AmbientSide.IsAmbient(context.Subject.Name, context.Mesh),
        _ => false,
    };

    /// <summary>A delegate without a way out of its own decides for the hosts of those that delegate to it, and so does its absence.</summary>
    private static IEnumerable<VirtualServiceSpec> RootsOf(RuleContext context) => context.Mesh.RootsOf(context.Subject.Reference)
        .Select(root => context.Mesh.FindVirtualService(root)?.Spec).OfType<VirtualServiceSpec>();

    private static bool Is(VirtualServiceSpec spec, RuleContext context) => spec.Hosts
        .Concat(VirtualServiceRoutes.Destinations(spec))
        .Select(host => FullName(host, context))
        .Any(host => !HostName.IsInCluster(host, context.Mesh.ClusterDomain) || EgressGateways.IsService(host, context.Policy));

    /// <summary>A rule for a service of the cluster that is no egress gateway matters only where it keeps the dialled address.</summary>
    private static bool Is(DestinationRuleSpec spec, RuleContext context)
    {
        var host = FullName(spec.Host ?? "", context);
        return !HostName.IsInCluster(host, context.Mesh.ClusterDomain)
            || EgressGateways.NamesOfServices(context.Policy).Any(name => HostName.Overlap(host, name))
            || KeepsAddress(spec);
    }

    /// <summary>Whether some setting of the rule has proxies connect to the address that was dialled.</summary>
    public static bool KeepsAddress(DestinationRuleSpec spec) =>
        spec.Subsets.Select(subset => subset.TrafficPolicy).Append(spec.TrafficPolicy).OfType<TrafficPolicy>().Any(KeepsAddress);

    private static bool KeepsAddress(TrafficPolicy policy) => policy.PortLevelSettings.Select(port => port.LoadBalancer)
        .Append(policy.LoadBalancer).Any(balancer => balancer?.Simple == "PASSTHROUGH");

    private static string FullName(string host, RuleContext context) =>
        HostName.Normalize(HostName.Expand(host, context.Subject.Namespace, context.Mesh.ClusterDomain));
}
