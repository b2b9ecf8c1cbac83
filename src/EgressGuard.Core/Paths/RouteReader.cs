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
    public RouteRule[] Read(RoutedService root, RouteBlocks block)
    {
        var spec = root.Service.Spec!;
        var count = block switch { RouteBlocks.Http => spec.Http.Count, RouteBlocks.Tls => spec.Tls.Count, _ => spec.Tcp.Count };
        if (count == 0)
        {
            return [];
        }

        var rules = new List<RouteRule>(count);
        for (var i = 0; i < count; i++)
        {
            switch (block)
            {
                case RouteBlocks.Http when spec.Http[i].Delegate?.Name is null:
                    Http(rules, root, spec.Http[i], PointerOf(i));
                    break;
                case RouteBlocks.Tls:
                    Layer4(rules, root, block, "/spec/tls/" + JsonPointer.Token(i), spec.Tls[i].Match, spec.Tls[i].Route);
                    break;
                case RouteBlocks.Tcp:
                    Layer4(rules, root, block, "/spec/tcp/" + JsonPointer.Token(i), Conditions(spec.Tcp[i].Match), spec.Tcp[i].Route);
                    break;
                default:
                    break;
            }
        }

        return [.. rules];
    }

    /// <summary>The place of an http route.</summary>
    public static string PointerOf(int index) => "/spec/http/" + JsonPointer.Token(index);

    /// <summary>Adds the rules of an http route that the VirtualService has itself.</summary>
    public void Http(List<RouteRule> rules, RoutedService root, HttpRoute route, string pointer)
    {
        var targets = Targets(route, pointer, root.Reference);
        foreach (var match in Conditions(route.Match))
        {
            rules.Add(Rule(root, root.Reference, RouteBlocks.Http, pointer, match, root.Reference.Namespace, targets));
        }
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
            var targets = Targets(inner, pointer, reference).AddRange(Inherited(inner, route, rootPointer, root.Reference));
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
    public static ImmutableArray<ObjectRef> Resolve(IReadOnlyList<string> gateways, string @namespace)
    {
        var found = ImmutableArray.CreateBuilder<ObjectRef>(gateways.Count);
        foreach (var name in gateways)
        {
            if (name != GatewayReference.Mesh)
            {
                found.Add(GatewayReference.Resolve(name, @namespace));
            }
        }

        return found.Count < 2 ? found.DrainToImmutable() : [.. found.Distinct()];
    }

    private static IReadOnlyList<RouteMatch?> Conditions(IReadOnlyList<RouteMatch> matches) =>
        matches.Count == 0 ? Unconditional : (IReadOnlyList<RouteMatch?>)matches;

    /// <summary>A tls route without a condition is never applied, one without destinations neither (istio-egress.md 2.6).</summary>
    private void Layer4(
        List<RouteRule> rules, RoutedService root, RouteBlocks block, string pointer, IReadOnlyList<RouteMatch?> matches,
        IReadOnlyList<RouteDestination> route)
    {
        if (route.Count == 0)
        {
            return;
        }

        var targets = Weighted(route, pointer + "/route/", root.Reference, isMirror: false);
        foreach (var match in matches)
        {
            rules.Add(Rule(root, root.Reference, block, pointer, match, root.Reference.Namespace, targets));
        }
    }

    private static RouteRule Rule(
        RoutedService root, ObjectRef owner, RouteBlocks block, string pointer, RouteMatch? match, string gatewaysOwner,
        ImmutableArray<RouteTarget> targets) => match is { Gateways: { Count: > 0 } named }
            ? new RouteRule(
                root, owner, block, pointer, match, named.Contains(GatewayReference.Mesh), Resolve(named, gatewaysOwner), targets)
            : new RouteRule(root, owner, block, pointer, match, AtMesh: true, Gateways: null, targets);

    private ImmutableArray<RouteTarget> Targets(HttpRoute route, string pointer, ObjectRef owner) => IsAnswer(route) ? []
        : route is { Mirror: null, Mirrors.Count: 0 } ? Weighted(route.Route, pointer + "/route/", owner, isMirror: false)
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
        route.Mirror is { Host: not null } one ? [Target(one, pointer + "/mirror/host", owner, weight: null, isMirror: true)] : [];

    private ImmutableArray<RouteTarget> Mirrors(HttpRoute route, string pointer, ObjectRef owner) =>
        Weighted(route.Mirrors, pointer + "/mirrors/", owner, isMirror: true);

    private ImmutableArray<RouteTarget> Weighted(IReadOnlyList<RouteDestination> list, string pointer, ObjectRef owner, bool isMirror)
    {
        var targets = ImmutableArray.CreateBuilder<RouteTarget>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Destination is { Host: not null } destination)
            {
                targets.Add(Target(destination, $"{pointer}{JsonPointer.Token(i)}/destination/host", owner, list[i].Weight, isMirror));
            }
        }

        return targets.DrainToImmutable();
    }

    private RouteTarget Target(Destination destination, string pointer, ObjectRef owner, long? weight, bool isMirror) => new(
        owner,
        pointer,
        HostName.Normalize(HostName.Expand(destination.Host!, owner.Namespace, clusterDomain)),
        destination.Port?.Number is > 0 and <= 65535 and var number ? (int)number : null,
        string.IsNullOrEmpty(destination.Subset) ? null : destination.Subset,
        weight,
        isMirror);
}
