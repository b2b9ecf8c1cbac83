using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>
/// Takes VirtualServices apart into rules, one for each condition, in the order in which Istio tries them. Each VirtualService is taken
/// apart once, for the questions of a judgement ask for the same ones over and over. Not for several threads at a time.
/// </summary>
internal sealed class RouteRules(MeshSnapshot mesh, EgressPolicy policy)
{
    private readonly Dictionary<ObjectRef, RoutedService?> _roots = [];
    private readonly Dictionary<(ObjectRef Root, RouteBlocks Block), RouteRule[]> _rules = [];

    private static readonly RouteMatch?[] Unconditional = [null];

    private static IEnumerable<RouteMatch?> Conditions(IReadOnlyList<RouteMatch> matches) => matches.Count == 0 ? Unconditional : (IEnumerable<RouteMatch?>)matches;

    /// <summary>The VirtualService as a root; null when it is a delegate.</summary>
    public RoutedService? Root(ObjectRef reference)
    {
        if (!_roots.TryGetValue(reference, out var root))
        {
            root = ReadRoot(reference);
            _roots.Add(reference, root);
        }

        return root;
    }

    /// <summary>The rules of one block.</summary>
    public IReadOnlyList<RouteRule> Of(RoutedService root, RouteBlocks block)
    {
        if (!_rules.TryGetValue((root.Reference, block), out var rules))
        {
            rules = [.. ReadRules(root, block)];
            _rules.Add((root.Reference, block), rules);
        }

        return rules;
    }

    private RoutedService? ReadRoot(ObjectRef reference)
    {
        if (mesh.FindVirtualService(reference) is not { Spec: { Hosts.Count: > 0 } spec } service)
        {
            return null;
        }

        return new RoutedService(
            service,
            reference,
            [.. spec.Hosts.Select(host => HostName.Expand(host, reference.Namespace, mesh.ClusterDomain))],
            spec.Gateways.Count == 0 || spec.Gateways.Contains(GatewayReference.Mesh),
            [.. Resolve(spec.Gateways, reference.Namespace)]);
    }

    private IEnumerable<RouteRule> ReadRules(RoutedService root, RouteBlocks block)
    {
        var spec = root.Service.Spec!;
        return block switch
        {
            RouteBlocks.Http => Http(root),
            RouteBlocks.Tls => spec.Tls.Index().SelectMany(route => Layer4(root, block, "/spec/tls/", route.Index, route.Item.Match, route.Item.Route)),
            _ => spec.Tcp.Index().SelectMany(route => Layer4(
                root, block, "/spec/tcp/", route.Index, Conditions(route.Item.Match), route.Item.Route)),
        };
    }

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

    private IEnumerable<RouteRule> Http(RoutedService root)
    {
        foreach (var (index, route) in root.Service.Spec!.Http.Index())
        {
            var pointer = "/spec/http/" + JsonPointer.Token(index);
            if (route.Delegate?.Name is not null)
            {
                foreach (var rule in Delegated(root, route, pointer))
                {
                    yield return rule;
                }

                continue;
            }

            var targets = HttpTargets(route, pointer, root.Reference);
            foreach (var match in Conditions(route.Match))
            {
                yield return Rule(root, root.Reference, RouteBlocks.Http, pointer, match, root.Reference.Namespace, targets);
            }
        }
    }

    /// <summary>istiod drops a delegate that has hosts, is of another revision, or is not exported to its root (VS-4).</summary>
    private IEnumerable<RouteRule> Delegated(RoutedService root, HttpRoute route, string rootPointer)
    {
        var own = root.Reference.Namespace;
        var reference = new ObjectRef(string.IsNullOrEmpty(route.Delegate!.Namespace) ? own : route.Delegate.Namespace, route.Delegate.Name!);
        if (mesh.FindVirtualService(reference) is not { Spec: { Hosts.Count: 0 } spec } service
            || !policy.Mesh.IsActiveRevision(service.Metadata.Label("istio.io/rev"))
            || !ExportScope.Includes(ExportScope.Effective(spec.ExportTo, policy.Mesh.DefaultExportTo), reference.Namespace, own))
        {
            yield break;
        }

        foreach (var (index, inner) in spec.Http.Index())
        {
            var pointer = "/spec/http/" + JsonPointer.Token(index);
            var targets = HttpTargets(inner, pointer, reference).AddRange(Inherited(inner, route, rootPointer, root.Reference));
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

    private static RouteRule Rule(
        RoutedService root, ObjectRef owner, RouteBlocks block, string pointer, RouteMatch? match, string gatewaysOwner,
        ImmutableArray<RouteTarget> targets) => match is { Gateways: { Count: > 0 } named }
            ? new RouteRule(
                root, owner, block, pointer, match, named.Contains(GatewayReference.Mesh), [.. Resolve(named, gatewaysOwner)], targets)
            : new RouteRule(root, owner, block, pointer, match, AtMesh: true, Gateways: null, targets);

    private static IEnumerable<ObjectRef> Resolve(IReadOnlyList<string> gateways, string @namespace) => gateways
        .Where(name => name != GatewayReference.Mesh)
        .Select(name => GatewayReference.Resolve(name, @namespace))
        .Distinct();

    private ImmutableArray<RouteTarget> HttpTargets(HttpRoute route, string pointer, ObjectRef owner) => IsAnswer(route)
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
        HostName.Normalize(HostName.Expand(destination.Host!, owner.Namespace, mesh.ClusterDomain)),
        destination.Port?.Number is > 0 and <= 65535 and var number ? (int)number : null,
        string.IsNullOrEmpty(destination.Subset) ? null : destination.Subset,
        weight,
        isMirror);
}
