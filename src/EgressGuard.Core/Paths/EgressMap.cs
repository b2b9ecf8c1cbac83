using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Every external host that the mesh declares, and how each namespace that can reach it does.</summary>
/// <param name="Entries">By host, then port.</param>
/// <param name="Clients">The client namespaces that were asked for: those of the mesh that are no platform namespaces, ordered.</param>
public sealed record EgressMap(ImmutableArray<EgressMapEntry> Entries, ImmutableArray<string> Clients)
{
    /// <summary>Draws the map of a mesh.</summary>
    /// <param name="mesh">The mesh. Its Namespaces, and those that its objects live in or are exported to, are the clients.</param>
    /// <param name="policy">The policy in force.</param>
    public static EgressMap Of(MeshSnapshot mesh, EgressPolicy policy)
    {
        var hosts = new DeclaredHosts(mesh, policy);
        var clients = ClientsOf(mesh, policy);
        var ambient = clients.Where(client => AmbientSide.IsAmbient(client, mesh)).ToList();
        var asked = new Dictionary<(string Host, int Port), Row>();
        foreach (var (reference, entry) in mesh.All(ObjectKind.ServiceEntry))
        {
            if (entry is not ServiceEntry { Spec: { } spec } || !policy.Mesh.IsActiveRevision(entry.Metadata.Label("istio.io/rev")))
            {
                continue;
            }

            var seenBy = hosts.Clients(spec, reference.Namespace, clients).Concat(ambient).ToList();
            foreach (var host in spec.Hosts.Select(HostName.Normalize).Where(host => !ExternalHosts.StaysInside(host, spec, policy)))
            {
                foreach (var (name, port) in hosts.NamesUnder(host).SelectMany(name => spec.Ports, (name, port) => (name, port)))
                {
                    if (port.Number is { } number)
                    {
                        asked.TryAdd((name, number), new Row(port.Protocol ?? ""));
                        asked[(name, number)].Entries.Add(reference);
                        asked[(name, number)].Clients.UnionWith(seenBy);
                    }
                }
            }
        }

        var paths = new EgressPaths(mesh, policy);
        return new EgressMap(
            [
                .. asked.OrderBy(row => row.Key.Host, StringComparer.Ordinal).ThenBy(row => row.Key.Port).Select(row => new EgressMapEntry(
                    row.Key.Host, row.Key.Port, row.Value.Protocol, [.. row.Value.Entries],
                    [.. row.Value.Clients.Select(client => paths.Find(new PathQuestion(client, row.Key.Host, row.Key.Port)))])),
            ],
            clients);
    }

    private static ImmutableArray<string> ClientsOf(MeshSnapshot mesh, EgressPolicy policy) =>
    [
        .. MeshSnapshot.Kinds
            .SelectMany(kind => mesh.All(kind).Select(entry => kind == ObjectKind.Namespace ? entry.Key.Name : entry.Key.Namespace))
            .Concat(mesh.All(ObjectKind.ServiceEntry).SelectMany(entry => ((ServiceEntry)entry.Value).Spec?.ExportTo ?? []))
            .Where(name => KubeSyntax.IsDnsLabel(name) && !policy.IsPlatformNamespace(name))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private sealed record Row(string Protocol)
    {
        public SortedSet<ObjectRef> Entries { get; } = [];

        public SortedSet<string> Clients { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>A host and port that some ServiceEntry declares.</summary>
/// <param name="Host">The host; a pattern stands for the names under it that have no entry of their own.</param>
/// <param name="Port">The port.</param>
/// <param name="Protocol">The port's protocol, as written; "" when none is.</param>
/// <param name="DeclaredBy">The ServiceEntries that declare it, ordered.</param>
/// <param name="Reaches">The path from each client namespace that sees one of them, ordered by namespace.</param>
public sealed record EgressMapEntry(
    string Host, int Port, string Protocol, ImmutableArray<ObjectRef> DeclaredBy, ImmutableArray<EgressPath> Reaches);
