using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>Which paths a change can touch. Found through the indexes of the mesh as it was and as it will be.</summary>
internal sealed class TouchedPaths(RuleContext context)
{
    private readonly MeshSnapshot[] _meshes = [context.MeshBefore, context.Mesh];

    /// <summary>The questions, some of them several times.</summary>
    public List<PathQuestion> Questions() => context.Subject.Object switch
    {
        ServiceEntry => Join(OfServiceEntry(_meshes[0]), OfServiceEntry(_meshes[1])),
        VirtualService => Join(OfVirtualService(_meshes[0], context.Subject.Reference), OfVirtualService(_meshes[1], context.Subject.Reference)),
        _ => [.. OfOthers()],
    };

    private IEnumerable<PathQuestion> OfOthers() => context.Subject.Object switch
    {
        Gateway => _meshes.SelectMany(OfGateway),
        DestinationRule => _meshes.SelectMany(OfDestinationRule),
        Sidecar => _meshes.SelectMany(mesh => OfNamespace(mesh, context.Subject.Namespace)),
        Namespace => IsAmbient(_meshes[0]) == IsAmbient(_meshes[1]) ? [] : _meshes.SelectMany(mesh => OfNamespace(mesh, context.Subject.Name)),
        _ => [],
    };

    private static List<PathQuestion> Join(List<PathQuestion> before, List<PathQuestion> after)
    {
        foreach (var question in after)
        {
            if (before.Count > 64 || !before.Contains(question))
            {
                before.Add(question);
            }
        }

        return before;
    }

    /// <summary>The hosts and ports that a VirtualService leads to an egress gateway and that nothing declares yet.</summary>
    public IEnumerable<(string Host, int Port, string Protocol)> Undeclared(VirtualServiceSpec spec)
    {
        if (!context.Mesh.Knows(ObjectKind.ServiceEntry) || context.Mesh.FindVirtualService(context.Subject.Reference) is null)
        {
            return [];
        }

        var hosts = new List<string>();
        foreach (var written in spec.Hosts)
        {
            var host = HostName.Normalize(HostName.Expand(written, context.Subject.Namespace, context.Mesh.ClusterDomain));
            if (!HostName.IsInCluster(host, context.Mesh.ClusterDomain) && context.Mesh.ServiceEntriesOverlapping(host).Count == 0)
            {
                hosts.Add(host);
            }
        }

        if (hosts.Count == 0)
        {
            return [];
        }

        var ports = context.LegsOf(context.Subject.Reference)
            .Where(leg => leg.AtMesh && EgressGateways.IsService(leg.Host, context.Policy))
            .Select(leg => Port(leg))
            .Distinct();
        return hosts.Distinct(StringComparer.Ordinal).SelectMany(host => ports, (host, port) => (host, port.Port, port.Protocol));
    }

    private static (int Port, string Protocol) Port(RouteLeg leg) => leg.Block switch
    {
        RouteBlocks.Http => (leg.Match?.Port is > 0 and var port ? port : 80, "HTTP"),
        RouteBlocks.Tls => (leg.Match?.Port is > 0 and var port ? port : 443, "TLS"),
        _ => (leg.Match?.Port is > 0 and var port ? port : 443, "TCP"),
    };

    private bool IsAmbient(MeshSnapshot mesh) => AmbientSide.IsAmbient(context.Subject.Name, mesh);

    /// <summary>Its own hosts, those of routes that have a gateway send to them, and, should it take the gateway's name, all routes to it.</summary>
    private List<PathQuestion> OfServiceEntry(MeshSnapshot mesh)
    {
        var found = new List<PathQuestion>();
        if (DeclaredEntry.Find(mesh, context.Subject.Reference) is not { } entry)
        {
            return found;
        }

        var declared = new DeclaredHosts(mesh, context.Policy);
        var clients = declared.Clients(entry.Spec, context.Subject.Namespace);
        foreach (var mine in entry.Hosts)
        {
            var ports = PortsOf(mine, mesh);
            foreach (var host in declared.NamesUnder(mine))
            {
                Add(found, clients, host, ports);
            }
        }

        foreach (var mine in entry.Hosts)
        {
            foreach (var reference in mesh.VirtualServicesSendingTo(mine))
            {
                found.AddRange(OfVirtualService(mesh, reference));
            }
        }

        return found;
    }

    private IEnumerable<PathQuestion> OfGateway(MeshSnapshot mesh) => mesh.VirtualServicesBoundTo(context.Subject.Reference)
        .Concat(new SharedPorts(mesh, context.Policy).ArrivingAt(context.Subject.Reference))
        .Distinct()
        .SelectMany(reference => OfVirtualService(mesh, reference));

    /// <summary>Those of the VirtualService, and of others whose connections its routes take at the gateway.</summary>
    private List<PathQuestion> OfVirtualService(MeshSnapshot mesh, ObjectRef reference)
    {
        var found = OfRoots(mesh, reference);
        foreach (var other in new SharedPorts(mesh, context.Policy).TakenBy(reference))
        {
            found.AddRange(OfRoots(mesh, other));
        }

        return found;
    }

    /// <summary>The hosts of a VirtualService that somebody declares, from whoever sees them; of a delegate, its roots' hosts.</summary>
    private List<PathQuestion> OfRoots(MeshSnapshot mesh, ObjectRef reference)
    {
        var found = new List<PathQuestion>();
        foreach (var root in mesh.RootsOf(reference))
        {
            if (mesh.FindVirtualService(root) is { Spec: { } spec })
            {
                AddRoot(found, mesh, spec, root);
            }
        }

        return found;
    }

    private void AddRoot(List<PathQuestion> found, MeshSnapshot mesh, VirtualServiceSpec spec, ObjectRef root)
    {
        var declared = new DeclaredHosts(mesh, context.Policy);
        foreach (var mentioned in declared.NamesIn(spec, root))
        {
            foreach (var reference in mesh.ServiceEntriesOverlapping(mentioned))
            {
                var entry = DeclaredEntry.Find(mesh, reference)!;
                var clients = declared.Clients(entry.Spec, reference.Namespace);
                foreach (var host in entry.Hosts)
                {
                    if (!HostName.Overlap(host, mentioned))
                    {
                        continue;
                    }

                    // The narrower of the two, and the wider as well: a tls route for one name takes the others off the default.
                    foreach (var name in declared.NamesUnder(host))
                    {
                        if (name == host || HostName.Overlap(name, mentioned))
                        {
                            Add(found, clients, name, entry.PortNumbers);
                        }
                    }
                }
            }
        }
    }

    private void Add(List<PathQuestion> found, IReadOnlyList<string> clients, string host, ImmutableArray<int> ports)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        for (var i = 0; i < ports.Length; i++)
        {
            for (var j = 0; j < clients.Count; j++)
            {
                found.Add(new PathQuestion(clients[j], host, ports[i]));
            }
        }
    }

    /// <summary>A DestinationRule counts for its namespace's clients, and at the gateway for hosts that its namespace declares (2.8).</summary>
    private IEnumerable<PathQuestion> OfDestinationRule(MeshSnapshot mesh)
    {
        if (mesh.FindDestinationRule(context.Subject.Reference) is not { Spec: { Host: { } written } spec })
        {
            return [];
        }

        var own = context.Subject.Namespace;
        var ofKept = ConcernsEgress.KeepsAddress(spec) ? ViewersOf(spec, own, mesh).SelectMany(client => OfNamespace(mesh, client)) : [];
        var host = HostName.Normalize(HostName.Expand(written, own, mesh.ClusterDomain));
        var ofClients = mesh.VirtualServicesFor(own)
            .Where(reference => SendsTo(host, reference, mesh))
            .SelectMany(reference => OfVirtualService(mesh, reference))
            .Where(question => question.Namespace == own);
        var atGateway = mesh.ServiceEntriesOf(own)
            .SelectMany(reference => mesh.FindServiceEntry(reference)!.Spec!.Hosts.Select(HostName.Normalize))
            .Where(declared => HostName.IsCoveredBy(declared, host))
            .Distinct(StringComparer.Ordinal)
            .SelectMany(mesh.VirtualServicesSendingTo)
            .Distinct()
            .SelectMany(reference => OfVirtualService(mesh, reference));
        return ofClients.Concat(atGateway).Concat(OfOwnHosts(mesh, host, own)).Concat(ofKept);
    }

    /// <summary>The hosts of the rule that its namespace reaches without any route: what an entry leads into the cluster, say.</summary>
    private IEnumerable<PathQuestion> OfOwnHosts(MeshSnapshot mesh, string host, string own) => HostName.IsInCluster(host, mesh.ClusterDomain)
        ? []
        : OfNamespace(mesh, own).Where(question => HostName.Overlap(question.Host, host));

    /// <summary>
    /// The tenants that a rule which keeps the dialled address can count for. Whatever leads to its host then leaves: routes of theirs and
    /// of delegates, other names of it, entries of machines in the cluster.
    /// </summary>
    private IEnumerable<string> ViewersOf(DestinationRuleSpec spec, string own, MeshSnapshot mesh)
    {
        var exported = ExportScope.Effective(spec.WorkloadSelector is null ? spec.ExportTo : ["."], context.Policy.Mesh.DefaultExportTo);
        return mesh.All(ObjectKind.Namespace).Select(item => item.Key.Name).Concat(exported).Append(own)
            .Where(name => KubeSyntax.IsDnsLabel(name) && !context.Policy.IsPlatformNamespace(name)
                && (name == own || ExportScope.Includes(exported, own, name)))
            .Distinct(StringComparer.Ordinal);
    }

    private static bool SendsTo(string host, ObjectRef reference, MeshSnapshot mesh) => mesh.RootsOf(reference)
        .Select(mesh.FindVirtualService).OfType<VirtualService>()
        .Any(service => VirtualServiceRoutes.Destinations(service.Spec!)
            .Any(destination => HostName.IsCoveredBy(HostName.Normalize(HostName.Expand(destination, reference.Namespace, mesh.ClusterDomain)), host)));

    /// <summary>Everything that the namespace sees.</summary>
    private IEnumerable<PathQuestion> OfNamespace(MeshSnapshot mesh, string client) =>
        from reference in mesh.ServiceEntriesFor(client)
        let entry = mesh.FindServiceEntry(reference)!.Spec!
        from declared in entry.Hosts.Select(HostName.Normalize)
        from host in new DeclaredHosts(mesh, context.Policy).NamesUnder(declared)
        from port in entry.Ports
        where port.Number is not null
        select new PathQuestion(client, host, port.Number!.Value);

    /// <summary>The ports at which any ServiceEntry declares the host: one that goes away uncovers those of others.</summary>
    private static ImmutableArray<int> PortsOf(string host, MeshSnapshot mesh) => mesh.ServiceEntriesDeclaring(host) is var declaring && declaring.Count == 1
        ? DeclaredEntry.Find(mesh, declaring[0])!.PortNumbers
        : [.. declaring.SelectMany(reference => DeclaredEntry.Find(mesh, reference)!.PortNumbers).Distinct()];
}
