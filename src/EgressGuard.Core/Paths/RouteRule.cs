using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Paths;

/// <summary>A route of a VirtualService under one of its conditions, delegates resolved.</summary>
/// <param name="Root">The VirtualService that has the hosts.</param>
/// <param name="Owner">The VirtualService in which the route is written: the delegate where there is one.</param>
/// <param name="Block">The block it stands in.</param>
/// <param name="Pointer">The route's place in <paramref name="Owner"/>.</param>
/// <param name="Match">The condition, of root and delegate together; null where there is none.</param>
/// <param name="AtMesh">Whether the condition's gateways leave sidecars in; the VirtualService must be bound to them, too.</param>
/// <param name="Gateways">The Gateways that the condition names; null where it names none.</param>
/// <param name="Targets">Where it sends to, mirrors included.</param>
internal sealed record RouteRule(
    RoutedService Root, ObjectRef Owner, RouteBlocks Block, string Pointer, RouteMatch? Match, bool AtMesh, ImmutableArray<ObjectRef>? Gateways,
    ImmutableArray<RouteTarget> Targets)
{
    /// <summary>The place of the route.</summary>
    public PathObject Place => field ??= new PathObject(ObjectKind.VirtualService, Owner, Pointer);

    /// <summary>Whether a Gateway applies it.</summary>
    public bool HoldsAt(ObjectRef gateway) => Gateways is not { } named || named.Contains(gateway);

    /// <summary>Whether it is for such pods. An http condition that names gateways says nothing of pods.</summary>
    public bool Concerns(Proxy proxy) => Match is not { } match
        || (Block == RouteBlocks.Http && Gateways is not null)
        || ((string.IsNullOrEmpty(match.SourceNamespace) || match.SourceNamespace == proxy.Namespace) && proxy.Carries(match.SourceLabels));

    /// <summary>Whether it may hold at a gateway at all.</summary>
    public bool IsForSidecarsOnly => Gateways is { IsEmpty: true };

    /// <summary>The destinations that traffic takes: those with a weight, or all when none has; and every mirror.</summary>
    public IEnumerable<RouteTarget> Taken()
    {
        if (Targets is [{ IsMirror: false }])
        {
            return Targets;
        }

        var routes = Targets.Where(target => !target.IsMirror).ToList();
        var weighted = routes.Count == 1 ? routes : routes.FindAll(target => target.Weight is > 0);
        return (weighted.Count == 0 ? routes : weighted).Concat(Targets.Where(target => target.IsMirror));
    }
}

/// <summary>A destination or mirror of a route.</summary>
/// <param name="Owner">The object that writes it: for a mirror that a delegate takes over from its root, the root.</param>
/// <param name="Pointer">Its place there.</param>
/// <param name="Host">The host, expanded and normalised.</param>
/// <param name="Port">The port; null when none is written.</param>
/// <param name="Subset">The subset; null when none is written.</param>
/// <param name="Weight">The share, as written.</param>
/// <param name="IsMirror">Whether only copies go there.</param>
internal sealed record RouteTarget(ObjectRef Owner, string Pointer, string Host, int? Port, string? Subset, long? Weight, bool IsMirror);

