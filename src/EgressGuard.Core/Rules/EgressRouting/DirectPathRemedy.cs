using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>What to do about a way that leaves directly: by what is wrong with it, else by the object that opens it.</summary>
internal static class DirectPathRemedy
{
    /// <summary>A whole sentence.</summary>
    public static string For(PathChange change, RuleContext context)
    {
        var (question, mesh) = (change.Question, context.Policy.Mesh);
        var gateway = mesh.EgressGateways[0].HostIn(mesh.ClusterDomain);
        return context.Subject switch
        {
            { IsRemoval: true, Object: VirtualService } =>
                $"Delete the ServiceEntry of {Quote.Shorten(question.Host)} first, or have another VirtualService lead it to {gateway}.",
            { IsRemoval: true } => "Keep it, or delete the ServiceEntry of the host first.",
            { Object: Namespace } => "Leave the label istio.io/dataplane-mode as it is, or bind the ServiceEntries to a waypoint first.",
            _ when change.After.Gravest.Faults is [var fault, ..] => PathFaultRemedies.Of(fault.Code),
            { Object: ServiceEntry { Spec: { } spec } } when spec.Hosts.FirstOrDefault(host => IsInCluster(host, mesh)) is { } taken =>
                $"Take {Quote.Text(taken)} out of hosts: it is a name of the cluster.",
            { Object: ServiceEntry } => HostName.IsWildcard(question.Host)
                ? $"Lead {Quote.Shorten(question.Host)}:{question.Port} to {gateway} with a VirtualService bound to mesh."
                : $"Lead {Quote.Shorten(question.Host)}:{question.Port} to {gateway} with a VirtualService bound to mesh; "
                    + $"'egressguard scaffold --host {Quote.Shorten(question.Host)} --port {question.Port} --namespace {context.Subject.Namespace}' writes the whole set.",
            { Object: VirtualService } => $"Have the routes for port {question.Port} that sidecars apply lead to {gateway}, for every client that sees the host.",
            _ => "Undo the change, or delete the ServiceEntry of the host first.",
        };
    }

    private static bool IsInCluster(string host, MeshSettings mesh) => HostName.IsInCluster(HostName.Normalize(host), mesh.ClusterDomain);
}
