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
    public static EgressMap Of(MeshSnapshot mesh, EgressPolicy policy) => throw new NotSupportedException();
}

/// <summary>A host and port that some ServiceEntry declares.</summary>
/// <param name="Host">The host; a pattern stands for the names under it that have no entry of their own.</param>
/// <param name="Port">The port.</param>
/// <param name="Protocol">The port's protocol, as written; "" when none is.</param>
/// <param name="DeclaredBy">The ServiceEntries that declare it, ordered.</param>
/// <param name="Reaches">The path from each client namespace that sees one of them, ordered by namespace.</param>
public sealed record EgressMapEntry(
    string Host, int Port, string Protocol, ImmutableArray<ObjectRef> DeclaredBy, ImmutableArray<EgressPath> Reaches);
