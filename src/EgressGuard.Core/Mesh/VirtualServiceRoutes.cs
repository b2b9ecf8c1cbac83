using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Mesh;

/// <summary>Takes the routes of a VirtualService apart into legs, following delegates (istio-egress.md 2.3, 2.6, VS-4).</summary>
internal static class VirtualServiceRoutes
{
    /// <summary>Every destination host that the routes and mirrors write, as written, each once.</summary>
    public static IEnumerable<string> Destinations(VirtualServiceSpec spec)
    {
        var http = spec.Http.SelectMany(route => HttpDestinations(route).Select(place => place.Host));
        var tls = spec.Tls.SelectMany(route => Weighted(route.Route).Select(place => place.Host));
        var tcp = spec.Tcp.SelectMany(route => Weighted(route.Route).Select(place => place.Host));
        return http.Concat(tls).Concat(tcp).Distinct(StringComparer.Ordinal);
    }

    /// <summary>The VirtualServices to which it delegates.</summary>
    public static IEnumerable<ObjectRef> Delegates(VirtualServiceSpec spec, string @namespace) =>
        from route in spec.Http
        where route.Delegate?.Name is not null
        select DelegateOf(route.Delegate!, @namespace);

    /// <summary>Every leg of a VirtualService, those of its delegates included, in document order.</summary>
    /// <param name="service">The VirtualService. One without hosts is a delegate and has no legs of its own.</param>
    /// <param name="self">Its namespace and name.</param>
    /// <param name="mesh">Where delegates are looked up.</param>
    public static IEnumerable<RouteLeg> Legs(VirtualService service, ObjectRef self, MeshSnapshot mesh)
    {
        var spec = service.Spec!;
        if (spec.Hosts.Count == 0)
        {
            return [];
        }

        var bound = Bindings.Of(spec.Gateways, self.Namespace);
        return HttpLegs(spec, self, bound, mesh)
            .Concat(spec.Tls.Index().SelectMany(route =>
                Spread(RouteBlocks.Tls, self, $"/spec/tls/{route.Index}", route.Item.Match, Weighted(route.Item.Route), bound, mesh)))
            .Concat(spec.Tcp.Index().SelectMany(route =>
                Spread(RouteBlocks.Tcp, self, $"/spec/tcp/{route.Index}", route.Item.Match, Weighted(route.Item.Route), bound, mesh)));
    }

    private static IEnumerable<RouteLeg> HttpLegs(VirtualServiceSpec spec, ObjectRef self, Bindings bound, MeshSnapshot mesh)
    {
        foreach (var (index, route) in spec.Http.Index())
        {
            foreach (var leg in Spread(RouteBlocks.Http, self, $"/spec/http/{index}", route.Match, HttpDestinations(route), bound, mesh))
            {
                yield return leg;
            }

            foreach (var leg in DelegatedLegs(route, $"/spec/http/{index}/delegate", self, bound, mesh))
            {
                yield return leg;
            }
        }
    }

    /// <summary>A delegate's routes hold wherever the root's condition and their own both hold; it may not delegate further.</summary>
    private static IEnumerable<RouteLeg> DelegatedLegs(
        HttpRoute root, string rootPointer, ObjectRef self, Bindings bound, MeshSnapshot mesh)
    {
        if (root.Delegate?.Name is null)
        {
            yield break;
        }

        var reference = DelegateOf(root.Delegate, self.Namespace);
        if (mesh.FindVirtualService(reference) is not { Spec: { } spec })
        {
            yield break;
        }

        foreach (var (index, route) in spec.Http.Index())
        {
            foreach (var rootMatch in Conditions(root.Match))
            {
                var rootBound = bound.Narrow(rootMatch?.Gateways, self.Namespace);
                foreach (var leg in Spread(
                             RouteBlocks.Http, reference, $"/spec/http/{index}", route.Match, HttpDestinations(route), rootBound, mesh))
                {
                    yield return leg with { RootPointer = rootPointer, RootMatch = rootMatch };
                }
            }
        }
    }

    private static ObjectRef DelegateOf(DelegateReference reference, string @namespace) =>
        new(string.IsNullOrEmpty(reference.Namespace) ? @namespace : reference.Namespace, reference.Name!);

    private static IEnumerable<RouteLeg> Spread(
        RouteBlocks block, ObjectRef owner, string route, IReadOnlyList<RouteMatch> matches, IEnumerable<Place> places, Bindings bound,
        MeshSnapshot mesh) =>
        from match in Conditions(matches)
        let at = bound.Narrow(match?.Gateways, owner.Namespace)
        where at.Mesh || at.Gateways.Count > 0
        from place in places
        let host = HostName.Normalize(HostName.Expand(place.Host, owner.Namespace, mesh.ClusterDomain))
        let pointer = route + place.Pointer
        select new RouteLeg(block, owner, pointer, pointer, host, place.IsMirror, match, RootMatch: null, at.Mesh, at.Gateways);

    private static readonly RouteMatch?[] Unconditional = [null];

    private static IReadOnlyList<RouteMatch?> Conditions(IReadOnlyList<RouteMatch> matches) => matches.Count == 0 ? Unconditional : (IReadOnlyList<RouteMatch?>)matches;

    private static IEnumerable<Place> HttpDestinations(HttpRoute route)
    {
        var mirror = route.Mirror?.Host is { } host ? [new Place("/mirror/host", host, IsMirror: true)] : Enumerable.Empty<Place>();
        var mirrors = Weighted(route.Mirrors, "/mirrors/").Select(place => place with { IsMirror = true });
        return Weighted(route.Route).Concat(mirror).Concat(mirrors);
    }

    private static IEnumerable<Place> Weighted(IReadOnlyList<RouteDestination> destinations, string list = "/route/") =>
        from destination in destinations.Index()
        where destination.Item.Destination?.Host is not null
        select new Place($"{list}{JsonPointer.Token(destination.Index)}/destination/host", destination.Item.Destination!.Host!);

    private readonly record struct Place(string Pointer, string Host, bool IsMirror = false);

    /// <summary>Where something holds: at sidecars, at gateways, or both.</summary>
    private sealed record Bindings(bool Mesh, IReadOnlyList<ObjectRef> Gateways)
    {
        public static Bindings Of(IReadOnlyList<string> gateways, string @namespace) => gateways.Count == 0
            ? new Bindings(Mesh: true, [])
            : new Bindings(
                gateways.Contains(GatewayReference.Mesh),
                [.. gateways.Where(name => name != GatewayReference.Mesh).Select(name => GatewayReference.Resolve(name, @namespace)).Distinct()]);

        /// <summary>A condition's gateways count only where the VirtualService is bound to them; none means all of those.</summary>
        public Bindings Narrow(IReadOnlyList<string>? written, string @namespace)
        {
            if (written is null or [])
            {
                return this;
            }

            var asked = Of(written, @namespace);
            return new Bindings(Mesh && asked.Mesh, [.. Gateways.Intersect(asked.Gateways)]);
        }
    }
}
