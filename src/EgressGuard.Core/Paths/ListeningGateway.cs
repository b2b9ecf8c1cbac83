using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Paths;

/// <summary>A Gateway of the mesh with its servers, whichever pods it selects.</summary>
internal sealed class ListeningGateway
{
    private ListeningGateway(MeshObject found)
    {
        Object = (Gateway)found.Value;
        Reference = found.Reference;
        if (Object.Spec is { } spec)
        {
            SelectsAll = EgressGateways.SelectsAll(spec);
            Servers = [.. spec.Servers.Index().Select(server => EgressServer.Read(server.Item, Reference, server.Index)).OfType<EgressServer>()];
        }
    }

    /// <summary>The order in which Istio reads Gateways: the oldest first.</summary>
    public static IComparer<ListeningGateway> OldestFirst { get; } = Comparer<ListeningGateway>.Create(Compare);

    /// <summary>The object.</summary>
    public Gateway Object { get; }

    /// <summary>Its namespace and name.</summary>
    public ObjectRef Reference { get; }

    /// <summary>Whether its selector tells no gateway pods apart.</summary>
    public bool SelectsAll { get; }

    /// <summary>Its servers that have a port, in the order in which they are written.</summary>
    public ImmutableArray<EgressServer> Servers { get; } = [];

    /// <summary>That of an object of the mesh.</summary>
    public static ListeningGateway Of(MeshObject gateway) => gateway.Notes(static (found, _) => new ListeningGateway(found), 0);

    private static int Compare(ListeningGateway left, ListeningGateway right) =>
        Age.Compare(left.Object, left.Reference, right.Object, right.Reference);
}
