using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Follows traffic of one sort of pod from its sidecar on (docs/egress-path.md 1 to 3).</summary>
internal sealed class SidecarSide
{
    private static readonly ObjectKind[] RouteKinds = [ObjectKind.HTTPRoute, ObjectKind.GRPCRoute, ObjectKind.TLSRoute, ObjectKind.TCPRoute];

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
    public IEnumerable<PathWay> Ways()
    {
        if (Answering is not var (service, port))
        {
            var unknown = _question.Port == 80 ? _routes.Http(null) : AppliedRoutes.None;
            return unknown.Rules.Count > 0 ? Follow(unknown, RouteBlocks.Http, Trail.Start, null) : Nobody(Trail.Start, null);
        }

        var start = Alias is var (other, target) ? Trail.Start.Then(HopKind.Service, other, $"is another name of {Quote.Shorten(target)}") : Trail.Start;
        var trail = start.Then(HopKind.Service, port.Place, $"{service.Object} declares {_question.Port}/{Shown(port.Protocol)}");
        if (GatewayApiRoute(service) is { } route)
        {
            return [trail.End(PathOutcome.Unknown, $"{route} of the Gateway API takes the host, and such routes are not followed")];
        }

        var blocks = PortProtocol.BlocksOf(port.Protocol);
        if (blocks == RouteBlocks.None)
        {
            return [trail.Then(HopKind.End, service.Object, "UDP leaves beside the proxy").End(PathOutcome.Direct, "proxies do not see UDP")];
        }

        return new[] { RouteBlocks.Http, RouteBlocks.Tls, RouteBlocks.Tcp }
            .Where(block => blocks.HasFlag(block))
            .SelectMany(block => Follow(Applied(block, service), block, trail, service));
    }

    private AppliedRoutes Applied(RouteBlocks block, MeshService service) => block switch
    {
        RouteBlocks.Http => _routes.Http(service),
        RouteBlocks.Tls when _routes.Tls(service) is var tls => Alias is not null && tls.LeavesRest ? AppliedRoutes.OtherName : tls,
        _ => _routes.Tcp(service),
    };

    private IEnumerable<PathWay> Follow(AppliedRoutes applied, RouteBlocks block, Trail trail, MeshService? service)
    {
        foreach (var rule in applied.Rules)
        {
            foreach (var way in Follow(rule, block, trail))
            {
                yield return way.Outcome == PathOutcome.Direct ? way with { Faults = [.. way.Faults, .. _lost.Faults(Answering, block, rule)] } : way;
            }
        }

        if (applied.LeavesName)
        {
            foreach (var way in Nobody(trail, block))
            {
                yield return way;
            }
        }

        if (applied.LeavesRest && service is not null)
        {
            foreach (var way in Itself(service, block, trail, isRest: applied.Rules.Count > 0))
            {
                yield return way;
            }
        }
    }

    private IEnumerable<PathWay> Follow(RouteRule rule, RouteBlocks block, Trail trail)
    {
        trail = trail.If(RouteConditions.Of(rule));
        if (rule.Targets.IsEmpty)
        {
            yield return trail.Then(HopKind.Route, rule.Place, "the proxy answers itself").End(PathOutcome.Blocked, "the route sends nothing on");
        }

        foreach (var target in rule.Taken())
        {
            var next = trail.If(RouteConditions.ShareOf(target, rule)).Then(HopKind.Route, rule.Place, RouteConditions.Sends(target));
            foreach (var way in _destinations.Follow(next, rule, target, block))
            {
                yield return way;
            }
        }
    }

    /// <summary>No route is applied: the proxy connects to the service as its object says.</summary>
    private IEnumerable<PathWay> Itself(MeshService service, RouteBlocks block, Trail trail, bool isRest)
    {
        trail = isRest ? trail.If("connections that no route is for") : trail;
        var reason = _lost.Reason(Answering, block);
        return _destinations.FollowService(trail, service, _question.Port, block, reason)
            .Select(way => way.Outcome == PathOutcome.Direct ? way with { Faults = [.. way.Faults, .. _lost.Faults(Answering, block, null)] } : way);
    }

    /// <summary>Nobody answers for the name: what the mesh does with unknown destinations (docs/egress-path.md 1.7).</summary>
    private IEnumerable<PathWay> Nobody(Trail trail, RouteBlocks? block)
    {
        var faults = block is { } lost ? _lost.Faults(Answering, lost, null) : [];
        var why = block is null ? $"nothing declares {_question.Host}:{_question.Port} for namespace {_question.Namespace}"
            : $"no route of port {_question.Port} is for the name {_question.Host}";
        var sidecar = _proxy.Scope?.Sidecar.Spec?.OutboundTrafficPolicy;
        PathObject? place = sidecar is null ? null : new PathObject(ObjectKind.Sidecar, _proxy.Scope!.Reference, "/spec/outboundTrafficPolicy");
        var allows = sidecar is null ? _context.Policy.Mesh.OutboundTrafficPolicy == OutboundTrafficPolicy.AllowAny : sidecar.Mode == "ALLOW_ANY";
        if (!allows)
        {
            return [trail.Then(HopKind.End, place, "unknown destinations are blocked (REGISTRY_ONLY)").End(PathOutcome.Blocked, why, faults)];
        }

        if (sidecar?.EgressProxy is { Host: { } host } egressProxy)
        {
            var target = new RouteTarget(
                _proxy.Scope!.Reference,
                "/spec/outboundTrafficPolicy/egressProxy/host",
                HostName.Normalize(HostName.Expand(host, _proxy.Scope.Reference.Namespace, _context.Policy.Mesh.ClusterDomain)),
                (int?)egressProxy.Port?.Number, egressProxy.Subset, null, IsMirror: false);
            return _destinations.Follow(trail.Then(HopKind.Route, place, $"unknown destinations are sent to {host}"), null, target, block ?? RouteBlocks.Tcp);
        }

        return [trail.Then(HopKind.End, place, "unknown destinations are passed through (ALLOW_ANY)").End(
            PathOutcome.Direct, why + ", and unknown destinations are passed through", faults)];
    }

    /// <summary>A route of the Gateway API for the ServiceEntry, by the clients' or the entry's namespace.</summary>
    private PathObject? GatewayApiRoute(MeshService service) =>
        (from kind in service.Entry is null ? [] : RouteKinds
         from route in _context.Mesh.RoutesFor(kind, service.Object.Reference)
         where route.Namespace == _question.Namespace || route.Namespace == service.Namespace
         where _context.Policy.Mesh.IsActiveRevision(_context.Mesh.Find(kind, route)!.Metadata.Label("istio.io/rev"))
         select new PathObject(kind, route)).FirstOrDefault();

    private static string Shown(string protocol) => protocol.Length == 0 ? "(no protocol)" : Quote.Shorten(protocol);
}
