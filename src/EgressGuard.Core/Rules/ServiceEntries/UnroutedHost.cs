using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>A host of a ServiceEntry of which clients reach some port directly (docs/egress-path.md).</summary>
/// <param name="Host">The host as written.</param>
/// <param name="Problem">What leaves directly, and why: the end of a sentence and, where it helps, one more.</param>
internal sealed record UnroutedHost(string Host, string Problem)
{
    /// <summary>What to do about a wildcard.</summary>
    public const string RemedyForWildcards =
        "List the exact hosts with resolution: DNS, or route the wildcard to the egress gateway with a VirtualService bound to mesh.";

    /// <summary>The entry's hosts of which clients reach a port directly. What the mesh does not tell is recorded as not evaluated.</summary>
    public static IEnumerable<UnroutedHost> AllOf(ServiceEntrySpec entry, RuleContext context)
    {
        if (!context.Paths.CanBeJudged())
        {
            yield break;
        }

        var clients = new DeclaredHosts(context.Mesh, context.Policy).Clients(entry, context.Subject.Namespace).ToHashSet(StringComparer.Ordinal);
        var paths = context.Paths.All.Where(path => !path.IsSupposed && clients.Contains(path.Question.Namespace)).ToList();
        foreach (var host in entry.Hosts)
        {
            var plain = HostName.Normalize(host);
            var open = new List<OpenPort>();
            foreach (var port in entry.Ports.Where(PassesProxy))
            {
                var ofPort = paths.FindAll(path => path.Question.Port == port.Number && IsNameOf(plain, path.Question.Host, entry));
                if (ofPort.Select(path => path.Missing).FirstOrDefault(missing => missing is not null) is { } missing)
                {
                    context.NotEvaluated(missing);
                }

                var found = from path in ofPort
                            from way in path.After.Ways
                            where IsOpen(way, plain, context.Mesh)
                            select new OpenPort(port, path.Question, way);
                open.AddRange(found.Take(1));
            }

            if (open.Count > 0)
            {
                yield return new UnroutedHost(host, Describe(host, open, context.Subject.Namespace));
            }
        }
    }

    /// <summary>Whether the name is the host or under it, and not rather another host's of the entry.</summary>
    private static bool IsNameOf(string host, string name, ServiceEntrySpec entry) => HostName.IsCoveredBy(name, host)
        && !entry.Hosts.Select(HostName.Normalize)
            .Any(other => other != host && HostName.IsCoveredBy(other, host) && HostName.IsCoveredBy(name, other));

    /// <summary>Proxies do not see UDP; EG114 judges it.</summary>
    private static bool PassesProxy(ServiceEntryPort port) => PortProtocol.BlocksOf(port.Protocol) != RouteBlocks.None;

    /// <summary>
    /// Whether clients of the host leave directly, and not by a more narrowly declared name, nor by a route to another host: that is what
    /// EG201 refuses. Who else declares the same host does not matter, for which of them answers changes when one goes.
    /// </summary>
    private static bool IsOpen(PathWay way, string host, MeshSnapshot mesh)
    {
        if (way.Outcome != PathOutcome.Direct)
        {
            return false;
        }

        var declaring = way.Hops.FirstOrDefault(hop => hop.Kind == HopKind.Service);
        var end = way.Hops.LastOrDefault(hop => hop is { Kind: HopKind.End, Object.Kind: ObjectKind.ServiceEntry });
        return Declares(declaring, host, mesh) && (end is null || Declares(end, host, mesh));
    }

    private static bool Declares(PathHop? hop, string host, MeshSnapshot mesh) =>
        hop?.Object is { Kind: ObjectKind.ServiceEntry } place
        && mesh.FindServiceEntry(place.Reference)?.Spec?.Hosts.Any(item => HostName.Normalize(item) == host) == true;

    private static string Describe(string host, List<OpenPort> open, string home)
    {
        var (question, way) = (open[0].Question, open[0].Way);
        var name = question.Host == HostName.Normalize(host) ? "" : $" as {Quote.Shorten(question.Host)}";
        var from = question.Namespace == home ? "" : $" from namespace {question.Namespace}";
        var who = way.Condition is null ? "" : $" ({way.Condition})";
        var asWritten = HostName.Normalize(host) == host
            ? ""
            : " Istio compares hosts as they are written, capital letters and trailing dots included.";
        var leaves = open.Count == 1 ? "leaves" : "leave";
        return $"{Ports(open)} of {Quote.Text(host)} {leaves} directly{name}{from}{who}: {way.Reason}.{asWritten}";
    }

    private static string Ports(List<OpenPort> open)
    {
        var names = open.Select(item =>
            $"{item.Question.Port}/{(string.IsNullOrEmpty(item.Port.Protocol) ? "(no protocol)" : Quote.Shorten(item.Port.Protocol))}");
        return (open.Count == 1 ? "port " : "ports ") + string.Join(", ", names);
    }

    /// <param name="Port">The entry's port.</param>
    /// <param name="Question">From where, and to which name.</param>
    /// <param name="Way">How it leaves.</param>
    private sealed record OpenPort(ServiceEntryPort Port, PathQuestion Question, PathWay Way);
}
