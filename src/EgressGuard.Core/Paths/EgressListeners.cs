using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>What the egress gateways listen to: the servers of all Gateways that select their pods, by port (docs/egress-path.md 4.3).</summary>
internal sealed class EgressListeners
{
    // Snapshots that differ in other objects share their Gateways, and the thousands of Gateways of a large mesh need not be read for
    // every review.
    private static readonly ConditionalWeakTable<ImmutableDictionary<ObjectRef, MeshObject>, EgressListeners> Known = [];

    private readonly EgressPolicy _policy;
    private readonly Dictionary<(EgressGatewaySettings Gateway, int Port), EgressPort> _ports = [];
    private readonly HashSet<ObjectRef> _gateways = [];

    private EgressListeners(ImmutableDictionary<ObjectRef, MeshObject> gateways, EgressPolicy policy)
    {
        _policy = policy;
        var active = new List<ListeningGateway>(gateways.Count);
        foreach (var (_, found) in gateways)
        {
            var gateway = ListeningGateway.Of(found);
            if (gateway.Servers.Length > 0 && policy.Mesh.IsActiveRevision(gateway.Object.Metadata.Label("istio.io/rev")))
            {
                active.Add(gateway);
            }
        }

        active.Sort(ListeningGateway.OldestFirst);
        foreach (var egress in policy.Mesh.EgressGateways)
        {
            foreach (var (port, servers) in Servers(active, egress))
            {
                _ports.TryAdd((egress, port), new EgressPort(Merged(servers)));
            }
        }
    }

    /// <summary>Those of a mesh.</summary>
    public static EgressListeners Of(MeshSnapshot mesh, EgressPolicy policy)
    {
        var gateways = mesh.Gateways;
        if (Known.TryGetValue(gateways, out var known) && ReferenceEquals(known._policy, policy))
        {
            return known;
        }

        var read = new EgressListeners(gateways, policy);
        Known.AddOrUpdate(gateways, read);
        return read;
    }

    /// <summary>A port of an egress gateway's Service; null where no server listens.</summary>
    public EgressPort? At(EgressGatewaySettings gateway, int port) => _ports.GetValueOrDefault((gateway, port));

    /// <summary>Whether the Gateway has a server on an egress gateway.</summary>
    public bool Has(ObjectRef gateway) => _gateways.Contains(gateway);

    /// <summary>
    /// The servers that istiod keeps at a port (istio-egress.md 2.4). The oldest tells what the port is, and those of another sort are
    /// dropped; plain TCP has one server only; of TLS servers with the same host the later one is dropped as a whole.
    /// </summary>
    private static List<EgressServer> Merged(List<EgressServer> servers)
    {
        var sort = servers[0].Sort;
        if (sort is ServerSort.PlainTcp)
        {
            return [servers[0]];
        }

        if (sort is ServerSort.PlainHttp)
        {
            return [.. servers.Where(server => server.Sort == sort)];
        }

        var taken = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<EgressServer>();
        foreach (var server in servers.Where(server => server.IsTls))
        {
            if (!server.QualifiedHosts.Any(taken.Contains))
            {
                taken.UnionWith(server.QualifiedHosts);
                kept.Add(server);
            }
        }

        return kept;
    }

    /// <summary>The servers that select an egress gateway, by port.</summary>
    private Dictionary<int, List<EgressServer>> Servers(List<ListeningGateway> gateways, EgressGatewaySettings egress)
    {
        var ports = new Dictionary<int, List<EgressServer>>();
        foreach (var gateway in gateways)
        {
            if (!gateway.SelectsAll && !EgressGateways.Agrees(gateway.Object.Spec!.Selector, egress))
            {
                continue;
            }

            _gateways.Add(gateway.Reference);
            foreach (var server in gateway.Servers)
            {
                if (!ports.TryGetValue(server.Port, out var servers))
                {
                    ports.Add(server.Port, servers = []);
                }

                servers.Add(server);
            }
        }

        return ports;
    }
}
