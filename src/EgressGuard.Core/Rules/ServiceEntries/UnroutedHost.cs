using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>A host of a ServiceEntry of which some port has no mesh leg to the egress gateway (istio-egress.md 2.6).</summary>
/// <param name="Host">The host as written.</param>
/// <param name="Problem">What is missing: the end of a sentence and, where it helps, one more.</param>
internal sealed record UnroutedHost(string Host, string Problem)
{
    /// <summary>What to do about a wildcard.</summary>
    public const string RemedyForWildcards =
        "List the exact hosts with resolution: DNS, or route the wildcard to the egress gateway with a VirtualService bound to mesh.";

    /// <summary>The entry's hosts of which clients reach a port directly. Whose clients are platform namespaces has none.</summary>
    public static IEnumerable<UnroutedHost> AllOf(ServiceEntrySpec entry, RuleContext context)
    {
        var clients = ClientNamespaces(entry, context);
        if (clients.Count == 0)
        {
            yield break;
        }

        foreach (var host in entry.Hosts)
        {
            var legs = MeshLegs.For(host, clients, context.Mesh, context.Policy);
            var open = entry.Ports.Where(port => !legs.LeadToGateway(port)).ToList();
            if (open.Count > 0)
            {
                yield return new UnroutedHost(host, Describe(host, open, context.Policy));
            }
        }
    }

    private static string Describe(string host, List<ServiceEntryPort> open, EgressPolicy policy)
    {
        var gateway = policy.Mesh.EgressGateways[0].HostIn(policy.Mesh.ClusterDomain);
        var asWritten = HostName.Normalize(host) == host
            ? ""
            : " Istio compares hosts as they are written, capital letters and trailing dots included.";
        return $"no VirtualService takes all of {Ports(open)} of {Quote.Text(host)} to {Quote.Text(gateway)} with {Routes(open)}.{asWritten}";
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
            $"{JsonPointer.Token(port.Number ?? 0)}/{(string.IsNullOrEmpty(port.Protocol) ? "(no protocol)" : Quote.Shorten(port.Protocol))}");
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
