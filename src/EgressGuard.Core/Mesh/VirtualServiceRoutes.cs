using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Mesh;

/// <summary>Takes the routes of a VirtualService apart into legs, following delegates (istio-egress.md 2.3, 2.6, VS-4).</summary>
internal static class VirtualServiceRoutes
{
    /// <summary>Every destination host that the routes and mirrors write, as written, each once.</summary>
    public static IReadOnlyList<string> Destinations(VirtualServiceSpec spec)
    {
        var hosts = new DistinctNames();
        foreach (var route in spec.Http)
        {
            Add(route.Route);
            AddHost(route.Mirror?.Host);
            Add(route.Mirrors);
        }

        foreach (var route in spec.Tls)
        {
            Add(route.Route);
        }

        foreach (var route in spec.Tcp)
        {
            Add(route.Route);
        }

        return hosts.All;

        void Add(IReadOnlyList<RouteDestination> destinations)
        {
            foreach (var destination in destinations)
            {
                AddHost(destination.Destination?.Host);
            }
        }

        void AddHost(string? host)
        {
            if (host is not null)
            {
                hosts.Add(host);
            }
        }
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
    public static IReadOnlyList<RouteLeg> Legs(VirtualService service, ObjectRef self, MeshSnapshot mesh)
    {
        var spec = service.Spec!;
        if (spec.Hosts.Count == 0)
        {
            return [];
        }

        var legs = new List<RouteLeg>();
        var bound = Bindings.Of(spec.Gateways, self.Namespace);
        for (var i = 0; i < spec.Http.Count; i++)
        {
            var route = spec.Http[i];
            var pointer = "/spec/http/" + JsonPointer.Token(i);
            Spread(legs, RouteBlocks.Http, self, route.Match, bound, mesh, Places(route, pointer));
            legs.AddRange(DelegatedLegs(route, pointer + "/delegate", self, bound, mesh));
        }

        for (var i = 0; i < spec.Tls.Count; i++)
        {
            Spread(legs, RouteBlocks.Tls, self, spec.Tls[i].Match, bound, mesh, Places(spec.Tls[i].Route, $"/spec/tls/{JsonPointer.Token(i)}/route"));
        }

        for (var i = 0; i < spec.Tcp.Count; i++)
        {
            Spread(legs, RouteBlocks.Tcp, self, spec.Tcp[i].Match, bound, mesh, Places(spec.Tcp[i].Route, $"/spec/tcp/{JsonPointer.Token(i)}/route"));
        }

        return legs;
    }

    /// <summary>A delegate's routes hold wherever the root's condition and their own both hold; it may not delegate further.</summary>
    private static List<RouteLeg> DelegatedLegs(
        HttpRoute root, string rootPointer, ObjectRef self, Bindings bound, MeshSnapshot mesh)
    {
        if (root.Delegate?.Name is null)
        {
            return [];
        }

        var reference = DelegateOf(root.Delegate, self.Namespace);
        if (mesh.FindVirtualService(reference) is not { Spec: { } spec })
        {
            return [];
        }

        var legs = new List<RouteLeg>();
        foreach (var (index, route) in spec.Http.Index())
        {
            foreach (var rootMatch in Conditions(root.Match))
            {
                var inner = new List<RouteLeg>();
                var rootBound = bound.Narrow(rootMatch?.Gateways, self.Namespace);
                Spread(inner, RouteBlocks.Http, reference, route.Match, rootBound, mesh, Places(route, "/spec/http/" + JsonPointer.Token(index)));
                legs.AddRange(inner.Select(leg => leg with { RootPointer = rootPointer, RootMatch = rootMatch }));
            }
        }

        return legs;
    }

    private static ObjectRef DelegateOf(DelegateReference reference, string @namespace) =>
        new(string.IsNullOrEmpty(reference.Namespace) ? @namespace : reference.Namespace, reference.Name!);

    private static void Spread(
        List<RouteLeg> legs, RouteBlocks block, ObjectRef owner, IReadOnlyList<RouteMatch> matches, Bindings bound, MeshSnapshot mesh,
        List<Place> places)
    {
        foreach (var match in Conditions(matches))
        {
            var at = bound.Narrow(match?.Gateways, owner.Namespace);
            if (!at.Mesh && at.Gateways.Count == 0)
            {
                continue;
            }

            foreach (var place in places)
            {
                var host = HostName.Normalize(HostName.Expand(place.Host, owner.Namespace, mesh.ClusterDomain));
                legs.Add(new RouteLeg(
                    block, owner, place.Pointer, place.Pointer, host, place.IsMirror, match, RootMatch: null, at.Mesh, at.Gateways));
            }
        }
    }

    private static readonly RouteMatch?[] Unconditional = [null];

    private static IReadOnlyList<RouteMatch?> Conditions(IReadOnlyList<RouteMatch> matches) => matches.Count == 0 ? Unconditional : (IReadOnlyList<RouteMatch?>)matches;

    private static List<Place> Places(HttpRoute route, string pointer)
    {
        var places = Places(route.Route, pointer + "/route");
        if (route.Mirror?.Host is { } host)
        {
            places.Add(new Place(pointer + "/mirror/host", host, IsMirror: true));
        }

        if (route.Mirrors.Count > 0)
        {
            places.AddRange(Places(route.Mirrors, pointer + "/mirrors").Select(place => place with { IsMirror = true }));
        }

        return places;
    }

    private static List<Place> Places(IReadOnlyList<RouteDestination> destinations, string list)
    {
        var places = new List<Place>(destinations.Count);
        for (var i = 0; i < destinations.Count; i++)
        {
            if (destinations[i].Destination?.Host is { } host)
            {
                places.Add(new Place($"{list}/{JsonPointer.Token(i)}/destination/host", host));
            }
        }

        return places;
    }

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

            if (written is [GatewayReference.Mesh])
            {
                return new Bindings(Mesh, []);
            }

            var asked = Of(written, @namespace);
            return new Bindings(Mesh && asked.Mesh, [.. Gateways.Intersect(asked.Gateways)]);
        }
    }
}
