using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>A WorkloadEntry stands for a machine of the mesh, not for something outside.</summary>
/// <remarks>
/// Field: <c>spec.address</c>. Allowed: addresses of the policy's <c>mesh.clusterRanges</c> (private addresses where it names none);
/// names of services of the cluster; no address, as for a machine in another network. Other addresses and names get a warning. Not
/// allowed: sockets (<c>unix://</c>) and what is neither an address nor a name.
/// </remarks>
internal sealed class WorkloadEntryOutside : Rule
{
    private const string Outside = "Traffic to a Service that picks this entry leaves the cluster directly, past the egress gateway.";
    private const string Remedy = "For something outside write a ServiceEntry and route it through the egress gateway; for a machine of "
        + "the mesh have the policy list its range in spec.mesh.clusterRanges.";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG422",
        Name = "workload-entry-outside",
        Summary = "The address of a WorkloadEntry is one of the mesh.",
        Specification = "WE-1, WE-2",
        Kinds = [ObjectKind.WorkloadEntry],
        WarnsOnly = "addresses and DNS names outside the cluster",
        Why = "A WorkloadEntry puts any address behind the name of a Service in the cluster. Nothing that guards hosts outside sees that "
            + "traffic go.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: WorkloadEntry
                metadata: {name: mainframe, namespace: shop}
                spec:
                  address: unix:///var/run/mainframe.sock
                  labels: {app: mainframe}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: WorkloadEntry
                metadata: {name: mainframe, namespace: shop}
                spec:
                  address: 10.20.0.5
                  labels: {app: mainframe}
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not WorkloadEntry { Spec.Address: { Length: > 0 } address })
        {
            return;
        }

        const string Pointer = "/spec/address";
        var quoted = Quote.Text(address);
        var name = HostName.Normalize(address);
        if (address.StartsWith("unix://", StringComparison.Ordinal))
        {
            context.Report(
                Pointer,
                $"{quoted} is a socket in the client's own pod. Whatever listens there takes the traffic on, unseen by any rule.",
                "Write the IP address of the machine.");
        }
        else if (!address.Contains('/', StringComparison.Ordinal) && IPRange.TryParse(address, out var range))
        {
            if (!context.Policy.Mesh.IsInCluster(range))
            {
                context.Advise(Pointer, $"{quoted} is no address of the mesh. {Outside}", Remedy);
            }
        }
        else if (!IsDnsName(name))
        {
            context.Report(
                Pointer,
                $"{quoted} is neither an IP address nor a DNS name. Proxies and guards would read it differently.",
                "Write the IP address of the machine, such as 10.20.0.5.");
        }
        else if (!HostName.IsInCluster(name, context.Policy.Mesh.ClusterDomain))
        {
            context.Advise(Pointer, $"{quoted} is no name of the cluster. {Outside}", Remedy);
        }
    }

    /// <summary>A name whose last label is a number would be an address.</summary>
    private static bool IsDnsName(string name) =>
        KubeSyntax.IsSubdomain(name) && name.AsSpan(name.LastIndexOf('.') + 1).ContainsAnyExceptInRange('0', '9');
}
