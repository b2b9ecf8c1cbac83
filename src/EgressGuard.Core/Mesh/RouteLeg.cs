using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>One way in which a VirtualService sends traffic on: a destination, or a mirror, under one condition.</summary>
/// <param name="Block">The block it stands in.</param>
/// <param name="Owner">The VirtualService in which the destination is written: the delegate where there is one.</param>
/// <param name="Pointer">The destination's place in <paramref name="Owner"/>.</param>
/// <param name="RootPointer">Its place in the VirtualService whose route it is: the reference to the delegate where there is one.</param>
/// <param name="Host">The destination's host, expanded and normalised.</param>
/// <param name="IsMirror">Whether only a copy of the traffic goes there.</param>
/// <param name="Match">The condition; null where the route has none.</param>
/// <param name="RootMatch">The condition of the root's route, where the leg stands in a delegate; both must hold.</param>
/// <param name="AtMesh">Whether sidecars apply it.</param>
/// <param name="AtGateways">The Gateways that apply it.</param>
internal sealed record RouteLeg(
    RouteBlocks Block,
    ObjectRef Owner,
    string Pointer,
    string RootPointer,
    string Host,
    bool IsMirror,
    RouteMatch? Match,
    RouteMatch? RootMatch,
    bool AtMesh,
    IReadOnlyList<ObjectRef> AtGateways);
