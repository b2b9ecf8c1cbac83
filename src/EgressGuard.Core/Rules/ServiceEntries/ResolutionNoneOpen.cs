using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>
/// An entry with <c>resolution: NONE</c> sends a client to whatever address the client dials, so it is allowed only where every port
/// of every host has a mesh leg to the egress gateway.
/// </summary>
/// <remarks>
/// Fields: <c>spec.resolution</c> (absent means NONE), <c>spec.hosts</c>, <c>spec.ports</c>, and the VirtualServices of the mesh.
/// Allowed: another resolution; a <c>workloadSelector</c>; or a VirtualService that the clients see, bound to the mesh, whose routes of
/// the port's protocol lead to the egress gateway and nowhere else, as in Istio's task for arbitrary wildcard hosts (pattern P8).
/// Judged when the entry is written; a VirtualService that is changed or deleted later is the egress path's to judge.
/// </remarks>
internal sealed class ResolutionNoneOpen : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG103",
        Name = "resolution-none-open",
        Summary = "A ServiceEntry with resolution NONE has a mesh leg to the egress gateway for every host and port.",
        Specification = "SE-R1b, SE-R1c, 2.6, P8",
        Kinds = [ObjectKind.ServiceEntry],
        Needs = [ObjectKind.VirtualService],
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context)
    {
        if (entry.EffectiveResolution != Resolution.None || entry.WorkloadSelector is not null)
        {
            return;
        }

        var clients = ClientNamespaces(entry, context);
        if (clients.Count == 0)
        {
            return;
        }

        foreach (var host in entry.Hosts)
        {
            var legs = MeshLegs.For(host, clients, context.Mesh, context.Policy);
            var open = entry.Ports.Where(port => !legs.LeadToGateway(port)).ToList();
            if (open.Count > 0)
            {
                Report(entry, host, open, context);
            }
        }
    }

    private static void Report(ServiceEntrySpec entry, string host, List<ServiceEntryPort> open, RuleContext context)
    {
        var written = entry.Resolution is null ? "resolution is absent, which means NONE" : "resolution is NONE";
        var gateway = context.Policy.Mesh.EgressGateways[0].HostIn(context.Policy.Mesh.ClusterDomain);
        var asWritten = HostName.Normalize(host) == host ? "" : " Istio compares hosts as they are written, capital letters and trailing dots included.";
        context.Report(
            "/spec/resolution",
            $"{written}, and no VirtualService takes all of {Ports(open)} of {host} to {gateway} with {Routes(open)}.{asWritten} "
            + "The client then chooses the address itself, and any server can pose as the host.",
            HostName.IsWildcard(host)
                ? "List the exact hosts with resolution: DNS, or route the wildcard to the egress gateway with a VirtualService bound to mesh."
                : "Set resolution: DNS, and route the host to the egress gateway with a VirtualService bound to mesh.");
    }

    /// <summary>The tenants that see the entry: the gateway's own proxies do not need a mesh leg.</summary>
    private static HashSet<string> ClientNamespaces(ServiceEntrySpec entry, RuleContext context)
    {
        var own = context.Subject.Namespace;
        var exported = ExportScope.Effective(entry.ExportTo, context.Policy.Mesh.DefaultExportTo);
        var clients = exported
            .Select(item => item is "." or "*" ? own : item)
            .Where(name => name != "~" && !context.Policy.IsPlatformNamespace(name));
        return new HashSet<string>(clients, StringComparer.Ordinal);
    }

    private static string Ports(List<ServiceEntryPort> open)
    {
        var names = open.Select(port =>
            $"{JsonPointer.Token(port.Number ?? 0)}/{(string.IsNullOrEmpty(port.Protocol) ? "(no protocol)" : port.Protocol)}");
        return (open.Count == 1 ? "port " : "ports ") + string.Join(", ", names);
    }

    /// <summary>A sidecar applies only the routes of the port's protocol, which is the usual reason why a route does nothing.</summary>
    private static string Routes(List<ServiceEntryPort> open)
    {
        var blocks = open.Aggregate(RouteBlocks.None, (all, port) => all | PortProtocol.BlocksOf(port.Protocol));
        var names = new[] { RouteBlocks.Http, RouteBlocks.Tls, RouteBlocks.Tcp }
            .Where(block => blocks.HasFlag(block))
            .Select(block => block switch { RouteBlocks.Http => "an http", RouteBlocks.Tls => "a tls", _ => "a tcp" });
        return string.Join(" and ", names) + " route";
    }
}
