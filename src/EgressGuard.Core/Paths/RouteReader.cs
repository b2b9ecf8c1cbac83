using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Paths;

/// <summary>Takes a VirtualService apart into rules, one for each condition, in the order in which Istio tries them.</summary>
internal sealed class RouteReader(string clusterDomain)
{
    private static readonly RouteMatch?[] Unconditional = [null];

    /// <summary>The rules of a block that the VirtualService has itself.</summary>
    public IEnumerable<RouteRule> Read(RoutedService root, RouteBlocks block)
    {
        var spec = root.Service.Spec!;
        return block switch
        {
            RouteBlocks.Http => spec.Http.Index().Where(route => route.Item.Delegate?.Name is null)
                .SelectMany(route => Http(root, route.Item, PointerOf(route.Index))),
            RouteBlocks.Tls => spec.Tls.Index().SelectMany(route => Layer4(root, block, "/spec/tls/", route.Index, route.Item.Match, route.Item.Route)),
            _ => spec.Tcp.Index().SelectMany(route => Layer4(
                root, block, "/spec/tcp/", route.Index, Conditions(route.Item.Match), route.Item.Route)),
        };
    }

    /// <summary>The place of an http route.</summary>
    public static string PointerOf(int index) => "/spec/http/" + JsonPointer.Token(index);

    /// <summary>The rules of an http route that the VirtualService has itself.</summary>
    public IEnumerable<RouteRule> Http(RoutedService root, HttpRoute route, string pointer)
    {
        var targets = Targets(route, pointer, root.Reference).ToImmutableArray();
        return Conditions(route.Match)
            .Select(match => Rule(root, root.Reference, RouteBlocks.Http, pointer, match, root.Reference.Namespace, targets));
    }

    /// <summary>The rules of an http route that a delegate has.</summary>
    /// <param name="root">The VirtualService that delegates.</param>
    /// <param name="route">Its route.</param>
    /// <param name="rootPointer">The place of that.</param>
    /// <param name="reference">The delegate.</param>
    /// <param name="delegated">What the delegate declares.</param>
    public IEnumerable<RouteRule> Delegated(
        RoutedService root, HttpRoute route, string rootPointer, ObjectRef reference, VirtualServiceSpec delegated)
    {
        var own = root.Reference.Namespace;
        foreach (var (index, inner) in delegated.Http.Index())
        {
            var pointer = PointerOf(index);
            var targets = Targets(inner, pointer, reference).Concat(Inherited(inner, route, rootPointer, root.Reference)).ToImmutableArray();
            foreach (var outerMatch in Conditions(route.Match))
            {
                foreach (var innerMatch in Conditions(inner.Match))
                {
                    if (DelegatedMatch.Both(outerMatch, innerMatch) is { IsPossible: true } both)
                    {
                        var gatewaysOwner = innerMatch is { Gateways.Count: > 0 } ? reference.Namespace : own;
                        yield return Rule(root, reference, RouteBlocks.Http, pointer, both.Match, gatewaysOwner, targets);
                    }
                }
            }
        }
    }

    /// <summary>The Gateways that a list of gateways names, each once.</summary>
    public static IEnumerable<ObjectRef> Resolve(IReadOnlyList<string> gateways, string @namespace) => gateways
        .Where(name => name != GatewayReference.Mesh)
        .Select(name => GatewayReference.Resolve(name, @namespace))
        .Distinct();

    private static IReadOnlyList<RouteMatch?> Conditions(IReadOnlyList<RouteMatch> matches) =>
        matches.Count == 0 ? Unconditional : (IReadOnlyList<RouteMatch?>)matches;

    /// <summary>A tls route without a condition is never applied, one without destinations neither (istio-egress.md 2.6).</summary>
    private IEnumerable<RouteRule> Layer4(
        RoutedService root, RouteBlocks block, string list, int index, IEnumerable<RouteMatch?> matches, IReadOnlyList<RouteDestination> route)
    {
        if (route.Count == 0)
        {
            return [];
        }

        var pointer = list + JsonPointer.Token(index);
        var targets = Weighted(route, pointer + "/route/", root.Reference, isMirror: false).ToImmutableArray();
        return matches.Select(match => Rule(root, root.Reference, block, pointer, match, root.Reference.Namespace, targets));
    }

    private static RouteRule Rule(
        RoutedService root, ObjectRef owner, RouteBlocks block, string pointer, RouteMatch? match, string gatewaysOwner,
        ImmutableArray<RouteTarget> targets) => match is { Gateways: { Count: > 0 } named }
            ? new RouteRule(
                root, owner, block, pointer, match, named.Contains(GatewayReference.Mesh), [.. Resolve(named, gatewaysOwner)], targets)
            : new RouteRule(root, owner, block, pointer, match, AtMesh: true, Gateways: null, targets);

    private IEnumerable<RouteTarget> Targets(HttpRoute route, string pointer, ObjectRef owner) => IsAnswer(route)
        ? []
        : [.. Weighted(route.Route, pointer + "/route/", owner, isMirror: false), .. Mirror(route, pointer, owner), .. Mirrors(route, pointer, owner)];

    /// <summary>A delegate's route without mirrors has those of the root's.</summary>
    private IEnumerable<RouteTarget> Inherited(HttpRoute inner, HttpRoute route, string pointer, ObjectRef root)
    {
        var mirror = inner.Mirror is null && !IsAnswer(inner) ? Mirror(route, pointer, root) : [];
        return inner.Mirrors.Count == 0 && !IsAnswer(inner) ? mirror.Concat(Mirrors(route, pointer, root)) : mirror;
    }

    /// <summary>What is answered by the proxy itself goes nowhere; its mirrors are not applied either.</summary>
    private static bool IsAnswer(HttpRoute route) => route.Redirect is not null || route.DirectResponse is not null;

    private IEnumerable<RouteTarget> Mirror(HttpRoute route, string pointer, ObjectRef owner) =>
        route.Mirror is { Host: not null } one ? [Target(one, pointer + "/mirror", owner, weight: null, isMirror: true)] : [];

    private IEnumerable<RouteTarget> Mirrors(HttpRoute route, string pointer, ObjectRef owner) =>
        Weighted(route.Mirrors, pointer + "/mirrors/", owner, isMirror: true);

    private IEnumerable<RouteTarget> Weighted(IReadOnlyList<RouteDestination> list, string pointer, ObjectRef owner, bool isMirror) =>
        from item in list.Index()
        where item.Item.Destination?.Host is not null
        select Target(item.Item.Destination!, $"{pointer}{JsonPointer.Token(item.Index)}/destination", owner, item.Item.Weight, isMirror);

    private RouteTarget Target(Destination destination, string pointer, ObjectRef owner, long? weight, bool isMirror) => new(
        owner,
        pointer + "/host",
        HostName.Normalize(HostName.Expand(destination.Host!, owner.Namespace, clusterDomain)),
        destination.Port?.Number is > 0 and <= 65535 and var number ? (int)number : null,
        string.IsNullOrEmpty(destination.Subset) ? null : destination.Subset,
        weight,
        isMirror);
}
