using System.Collections.Frozen;
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
    private readonly FrozenDictionary<(EgressGatewaySettings Gateway, int Port), EgressPort> _ports;
    private readonly FrozenSet<ObjectRef> _gateways;

    private EgressListeners(ImmutableDictionary<ObjectRef, MeshObject> gateways, EgressPolicy policy)
    {
        _policy = policy;
        var all = policy.Mesh.EgressGateways
            .SelectMany(egress => Servers(gateways, egress, policy).Select(server => (Egress: egress, Server: server)))
            .ToList();
        _gateways = all.Select(item => item.Server.Gateway).ToFrozenSet();
        _ports = all
            .GroupBy(item => (item.Egress, item.Server.Port))
            .ToFrozenDictionary(group => group.Key, group => new EgressPort(Merged([.. group.Select(item => item.Server)])));
    }

    /// <summary>Those of a mesh.</summary>
    public static EgressListeners Of(MeshSnapshot mesh, EgressPolicy policy)
    {
        if (Known.TryGetValue(mesh.Gateways, out var known) && ReferenceEquals(known._policy, policy))
        {
            return known;
        }

        var read = new EgressListeners(mesh.Gateways, policy);
        Known.AddOrUpdate(mesh.Gateways, read);
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

    private static IEnumerable<EgressServer> Servers(
        ImmutableDictionary<ObjectRef, MeshObject> gateways, EgressGatewaySettings egress, EgressPolicy policy) => gateways
        .Select(entry => (Reference: entry.Key, Object: (Gateway)entry.Value.Value))
        .Where(item => item.Object.Spec is { } spec
            && policy.Mesh.IsActiveRevision(item.Object.Metadata.Label("istio.io/rev"))
            && (EgressGateways.SelectsAll(spec) || EgressGateways.Agrees(spec.Selector, egress)))
        .OldestFirst(item => item.Object, item => item.Reference)
        .SelectMany(item => item.Object.Spec!.Servers.Index().Select(server => EgressServer.Read(server.Item, item.Reference, server.Index)))
        .OfType<EgressServer>();
}
