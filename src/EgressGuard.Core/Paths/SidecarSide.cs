using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Follows traffic of one sort of pod from its sidecar on (docs/egress-path.md 1 to 3).</summary>
internal sealed class SidecarSide
{
    private static readonly ObjectKind[] RouteKinds = [ObjectKind.HTTPRoute, ObjectKind.GRPCRoute, ObjectKind.TLSRoute, ObjectKind.TCPRoute];
    private static readonly RouteBlocks[] Blocks = [RouteBlocks.Http, RouteBlocks.Tls, RouteBlocks.Tcp];

    private readonly PathContext _context;
    private readonly PathQuestion _question;
    private readonly Proxy _proxy;
    private readonly SidecarRoutes _routes;
    private readonly Destinations _destinations;
    private readonly LostRoutes _lost;

    /// <summary>Traffic to the question's host and port from pods with this proxy.</summary>
    public SidecarSide(PathContext context, PathQuestion question, Proxy proxy)
    {
        (_context, _question, _proxy) = (context, question, proxy);
        _routes = new SidecarRoutes(question, proxy, context.Services, context.Order, context.Rules);
        _destinations = new Destinations(context, question, proxy);
        _lost = new LostRoutes(context, question, proxy, _routes);
        var own = context.Services.Find(question.Host, proxy, imported: true);
        Alias = ServiceLookup.Alias(own);
        Answering = context.Services.Answering(own, question.Host, question.Port, proxy);
    }

    /// <summary>The service that answers, and its port; null when nobody does.</summary>
    public (MeshService Service, MeshPort Port)? Answering { get; }

    private (PathObject Object, string Target)? Alias { get; }

    /// <summary>The objects that could have decided and did not.</summary>
    public IEnumerable<PathLoser> Losers => _lost.Losers(Answering);

    /// <summary>The ways.</summary>
    public List<PathWay> Ways()
    {
        var ways = new List<PathWay>(1);
        if (Answering is not var (service, port))
        {
            var unknown = _question.Port == 80 ? _routes.Http(null) : AppliedRoutes.None;
            if (unknown.Rules.Count > 0)
            {
                Follow(ways, unknown, RouteBlocks.Http, Trail.Start, null);
            }
            else
            {
                Nobody(ways, Trail.Start, null);
            }

            return ways;
        }

        var start = Alias is var (other, target) ? Trail.Start.Then(HopKind.Service, other, $"is another name of {Quote.Shorten(target)}") : Trail.Start;
        var trail = start.Then(HopKind.Service, port.Place, port.Declared);
        if (GatewayApiRoute(service) is { } route)
        {
            return [trail.End(PathOutcome.Unknown, $"{route} of the Gateway API takes the host, and such routes are not followed")];
        }

        var blocks = PortProtocol.BlocksOf(port.Protocol);
        if (blocks == RouteBlocks.None)
        {
            return [trail.Then(HopKind.End, service.Object, "UDP leaves beside the proxy").End(PathOutcome.Direct, "proxies do not see UDP")];
        }

        foreach (var block in Blocks)
        {
            if ((blocks & block) == block)
            {
                Follow(ways, Applied(block, service), block, trail, service);
            }
        }

        return ways;
    }

    private AppliedRoutes Applied(RouteBlocks block, MeshService service) => block switch
    {
        RouteBlocks.Http => _routes.Http(service),
        RouteBlocks.Tls when _routes.Tls(service) is var tls => Alias is not null && tls.LeavesRest ? AppliedRoutes.OtherName : tls,
        _ => _routes.Tcp(service),
    };

    private void Follow(List<PathWay> ways, AppliedRoutes applied, RouteBlocks block, Trail trail, MeshService? service)
    {
        foreach (var rule in applied.Rules)
        {
            var first = ways.Count;
            Follow(ways, rule, block, trail);
            Blame(ways, first, block, rule);
        }

        if (applied.LeavesName)
        {
            Nobody(ways, trail, block);
        }

        if (applied.LeavesRest && service is not null)
        {
            var first = ways.Count;
            Itself(ways, service, block, trail, isRest: applied.Rules.Count > 0);
            Blame(ways, first, block, null);
        }
    }

    private void Follow(List<PathWay> ways, RouteRule rule, RouteBlocks block, Trail trail)
    {
        trail = trail.If(RouteConditions.Of(rule));
        if (rule.Targets.IsEmpty)
        {
            ways.Add(trail.Then(HopKind.Route, rule.Place, "the proxy answers itself").End(PathOutcome.Blocked, "the route sends nothing on"));
        }

        foreach (var target in rule.Taken())
        {
            var next = trail.If(RouteConditions.ShareOf(target, rule)).Then(HopKind.Route, rule.Place, target.Sends);
            _destinations.Follow(ways, next, rule, target, block);
        }
    }

    /// <summary>No route is applied: the proxy connects to the service as its object says.</summary>
    private void Itself(List<PathWay> ways, MeshService service, RouteBlocks block, Trail trail, bool isRest)
    {
        trail = isRest ? trail.If("connections that no route is for") : trail;
        _destinations.FollowService(ways, trail, service, _question.Port, block, _lost.Reason(Answering, block));
    }

    /// <summary>Adds to the ways that leave directly why the routes to the egress gateway do not take them.</summary>
    /// <param name="ways">All ways.</param>
    /// <param name="first">Where those begin that are meant.</param>
    /// <param name="block">The block that the traffic takes.</param>
    /// <param name="taken">The rule that it takes; null when none.</param>
    private void Blame(List<PathWay> ways, int first, RouteBlocks block, RouteRule? taken)
    {
        for (var i = first; i < ways.Count; i++)
        {
            if (ways[i].Outcome == PathOutcome.Direct)
            {
                ways[i] = ways[i] with { Faults = [.. ways[i].Faults, .. _lost.Faults(Answering, block, taken)] };
            }
        }
    }

    /// <summary>Nobody answers for the name: what the mesh does with unknown destinations (docs/egress-path.md 1.7).</summary>
    private void Nobody(List<PathWay> ways, Trail trail, RouteBlocks? block)
    {
        ImmutableArray<PathFault> faults = block is { } lost ? [.. _lost.Faults(Answering, lost, null)] : [];
        var why = block is null ? $"nothing declares {_question.Host}:{_question.Port} for namespace {_question.Namespace}"
            : $"no route of port {_question.Port} is for the name {_question.Host}";
        var sidecar = _proxy.Scope?.Sidecar.Spec?.OutboundTrafficPolicy;
        PathObject? place = sidecar is null ? null : new PathObject(ObjectKind.Sidecar, _proxy.Scope!.Reference, "/spec/outboundTrafficPolicy");
        var allows = sidecar is null ? _context.Policy.Mesh.OutboundTrafficPolicy == OutboundTrafficPolicy.AllowAny : sidecar.Mode == "ALLOW_ANY";
        if (!allows)
        {
            ways.Add(trail.Then(HopKind.End, place, "unknown destinations are blocked (REGISTRY_ONLY)").End(PathOutcome.Blocked, why, faults));
            return;
        }

        if (sidecar?.EgressProxy is { Host: { } host } egressProxy)
        {
            var target = new RouteTarget(
                _proxy.Scope!.Reference,
                "/spec/outboundTrafficPolicy/egressProxy/host",
                HostName.Normalize(HostName.Expand(host, _proxy.Scope.Reference.Namespace, _context.Policy.Mesh.ClusterDomain)),
                (int?)egressProxy.Port?.Number, egressProxy.Subset, null, IsMirror: false);
            _destinations.Follow(ways, trail.Then(HopKind.Route, place, $"unknown destinations are sent to {host}"), null, target, block ?? RouteBlocks.Tcp);
            return;
        }

        ways.Add(trail.Then(HopKind.End, place, "unknown destinations are passed through (ALLOW_ANY)").End(
            PathOutcome.Direct, why + ", and unknown destinations are passed through", faults));
    }

    /// <summary>A route of the Gateway API for the ServiceEntry, by the clients' or the entry's namespace.</summary>
    private PathObject? GatewayApiRoute(MeshService service)
    {
        foreach (var kind in service.Entry is null ? [] : RouteKinds)
        {
            foreach (var route in _context.Mesh.RoutesFor(kind, service.Object.Reference))
            {
                if ((route.Namespace == _question.Namespace || route.Namespace == service.Namespace)
                    && _context.Policy.Mesh.IsActiveRevision(_context.Mesh.Find(kind, route)!.Metadata.Label("istio.io/rev")))
                {
                    return new PathObject(kind, route);
                }
            }
        }

        return null;
    }
}
