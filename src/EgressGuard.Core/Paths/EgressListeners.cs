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
    private static readonly ConditionalWeakTable<ImmutableDictionary<ObjectRef, KubeObject>, EgressListeners> Known = [];

    private readonly EgressPolicy _policy;
    private readonly FrozenDictionary<(EgressGatewaySettings Gateway, int Port), ImmutableArray<EgressServer>> _servers;

    private EgressListeners(ImmutableDictionary<ObjectRef, KubeObject> gateways, EgressPolicy policy)
    {
        _policy = policy;
        _servers = policy.Mesh.EgressGateways
            .SelectMany(egress => Servers(gateways, egress, policy).Select(server => (Egress: egress, Server: server)))
            .GroupBy(item => (item.Egress, item.Server.Port))
            .ToFrozenDictionary(group => group.Key, group => group.Select(item => item.Server).ToImmutableArray());
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

    /// <summary>The servers of an egress gateway at a port of its Service, those of the oldest Gateway first.</summary>
    public ImmutableArray<EgressServer> At(EgressGatewaySettings gateway, int port) =>
        _servers.GetValueOrDefault((gateway, port), []);

    /// <summary>Whether the Gateway has a server on an egress gateway.</summary>
    public bool Has(ObjectRef gateway) => _servers.Values.Any(servers => servers.Any(server => server.Gateway == gateway));

    private static IEnumerable<EgressServer> Servers(
        ImmutableDictionary<ObjectRef, KubeObject> gateways, EgressGatewaySettings egress, EgressPolicy policy) => gateways
        .Select(entry => (Reference: entry.Key, Object: (Gateway)entry.Value))
        .Where(item => item.Object.Spec is { } spec
            && policy.Mesh.IsActiveRevision(item.Object.Metadata.Label("istio.io/rev"))
            && (EgressGateways.SelectsAll(spec) || EgressGateways.Agrees(spec.Selector, egress)))
        .OldestFirst(item => item.Object, item => item.Reference)
        .SelectMany(item => item.Object.Spec!.Servers.Index().Select(server => EgressServer.Read(server.Item, item.Reference, server.Index)))
        .OfType<EgressServer>();
}
