using System.Collections.Immutable;
using System.Globalization;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Tests.Maps;

/// <summary>Maps as the engine would draw them, of meshes that are quickly told.</summary>
internal static class SampleMaps
{
    /// <summary>A mesh without a ServiceEntry.</summary>
    public static EgressMap Empty { get; } = new([], []);

    /// <summary>Everything goes through the gateway, or nowhere.</summary>
    public static EgressMap Fine { get; } = Map(
        Entry("api.example.com", 443, "TLS", ViaGateway("payments"), ViaGateway("shop")),
        Entry("hooks.example.org", 443, "HTTPS", ViaGateway("payments")),
        Entry("mail.example.net", 587, "TCP", Blocked("shop")));

    /// <summary>One namespace goes past the gateway. The picture docs/images/egress-map.png shows this map.</summary>
    public static EgressMap OneDirect { get; } = Map(
        Entry("*.tiles.example.org", 443, "TLS", ViaGateway("search"), ViaGateway("shop")),
        Entry("api.example.com", 443, "TLS", ViaGateway("payments"), ViaGateway("shop")),
        Entry("cdn.example.net", 80, "HTTP", ViaGateway("search"), ViaGateway("shop")),
        Entry("hooks.example.org", 443, "HTTPS", ViaGateway("payments")),
        Entry("updates.example.com", 443, "TLS", Direct("reports")));

    /// <summary>Most is fine; two namespaces go past the gateway, one of them with some of its pods.</summary>
    public static EgressMap SomeDirect { get; } = Map(
        Entry("*.tiles.example.org", 443, "TLS", ViaGateway("search"), ViaGateway("shop")),
        Entry("api.example.com", 443, "TLS", ViaGateway("billing"), ViaGateway("payments"), PartlyDirect("shop")),
        Entry("cdn.example.net", 80, "HTTP", ViaGateway("search"), ViaGateway("shop")),
        Entry("hooks.example.org", 443, "HTTPS", ViaGateway("billing"), ViaGateway("payments")),
        Entry("mail.example.net", 587, "TCP", Blocked("billing")),
        Entry("updates.example.com", 443, "TLS", Direct("reports")));

    /// <summary>One of every outcome, and a host that nobody sees.</summary>
    public static EgressMap Everything { get; } = Map(
        Entry("api.example.com", 443, "TLS", ViaGateway("payments"), Direct("shop")),
        Entry("hooks.example.org", 443, "HTTPS", Loop("payments"), Unknown("reports")),
        Entry("mail.example.net", 587, "TCP", Blocked("shop")),
        Entry("unseen.example.com", 443, "TLS"));

    /// <summary>So many hosts and namespaces that not all are drawn. A few leave directly, every twentieth host is blocked.</summary>
    public static EgressMap Large(int hosts, int namespaces)
    {
        var clients = Enumerable.Range(0, namespaces).Select(n => "team-" + Number(n, "00")).ToList();
        return Map([.. Enumerable.Range(0, hosts).Select(host => Entry(
            $"host-{Number(host, "0000")}.example.com", host % 7 == 0 ? 80 : 443, host % 7 == 0 ? "HTTP" : "TLS",
            [.. clients.Select((client, n) => (host, n) switch
            {
                (137 or 2048, 3) or (700, 1) => Direct(client),
                (901, _) when n < 2 => Loop(client),
                (333, 5) => Unknown(client),
                _ => host % 20 == 0 ? Blocked(client) : ViaGateway(client),
            })]))]);
    }

    /// <summary>So many hosts that so many namespaces all reach directly.</summary>
    public static EgressMap AllDirect(int hosts, int namespaces) => Map([.. Enumerable.Range(0, hosts).Select(host => Entry(
        $"host-{Number(host, "0000")}.example.com", 443, "TLS",
        [.. Enumerable.Range(0, namespaces).Select(n => Direct("team-" + Number(n, "00")))]))]);

    /// <summary>A host and a namespace as long as they may be.</summary>
    public static EgressMap Long { get; } = Map(Entry(
        string.Join('.', Enumerable.Repeat("label".PadRight(63, 'l'), 3)) + ".example.com", 443, "TLS", Direct("namespace".PadRight(59, 's') + "-end")));

    /// <summary>Whatever an attacker writes into names, everywhere where the page shows one.</summary>
    public static EgressMap Hostile(string text)
    {
        var part = new PathObject(ObjectKind.VirtualService, new ObjectRef(text, text), text);
        var way = new PathWay(
            PathOutcome.Direct, text, [new PathHop(HopKind.Client, part, text)], text, [new PathFault(PathFaultCode.PortNotRouted, [part], text)]);
        var path = new EgressPath
        {
            Question = new PathQuestion(text, text, 443), Protocol = text, Ways = [way], Losers = [new PathLoser(part, text)],
        };
        return new EgressMap([new EgressMapEntry(text, 443, text, [new ObjectRef(text, text)], [path])], [text]);
    }

    private static EgressMap Map(params EgressMapEntry[] entries) => new(
        [.. entries],
        [.. entries.SelectMany(entry => entry.Reaches).Select(path => path.Question.Namespace).Distinct().Order(StringComparer.Ordinal)]);

    private static EgressMapEntry Entry(string host, int port, string protocol, params Sketch[] sketches)
    {
        var name = host.Replace("*.", "", StringComparison.Ordinal).Split('.')[0];
        var declared = sketches.Length == 0 ? "platform" : sketches[0].Namespace;
        var reaches = sketches.Select(sketch => new EgressPath
        {
            Question = new PathQuestion(sketch.Namespace, host, port),
            Protocol = protocol,
            Ways = [.. sketch.Ways(name, host, port)],
            Losers = sketch.Losers(name),
        });
        return new EgressMapEntry(host, port, protocol, [new ObjectRef(declared, name)], [.. reaches]);
    }

    private static Sketch ViaGateway(string client) => new(client, (name, host, port) =>
    [
        new PathWay(
            PathOutcome.ViaGateway, null,
            [
                new PathHop(HopKind.Client, null, "the sidecars of namespace " + client),
                new PathHop(HopKind.Service, Object(ObjectKind.ServiceEntry, client, name), $"answers for {host} at port {Number(port)}"),
                new PathHop(HopKind.Route, Object(ObjectKind.VirtualService, client, name, "/spec/tls/0"), "sends it to the egress gateway"),
                new PathHop(HopKind.Gateway, Object(ObjectKind.Gateway, "istio-system", "egress", "/spec/servers/0"), "listens at port 443"),
                new PathHop(HopKind.GatewayRoute, Object(ObjectKind.VirtualService, client, name, "/spec/tls/1"), "sends it to " + host),
                new PathHop(HopKind.End, null, "the egress gateway sends it out"),
            ],
            "the egress gateway sends it out", []),
    ]);

    private static Sketch Direct(string client) => new(
        client,
        (name, host, _) =>
        [
            new PathWay(
                PathOutcome.Direct, null,
                [
                    new PathHop(HopKind.Client, null, "the sidecars of namespace " + client),
                    new PathHop(HopKind.Service, Object(ObjectKind.ServiceEntry, client, name), "answers for " + host),
                    new PathHop(HopKind.End, null, "the sidecar sends it to the addresses of " + host),
                ],
                "no VirtualService that the sidecars see takes it to the egress gateway",
                [
                    new PathFault(
                        PathFaultCode.RouteNotVisible,
                        [
                            Object(ObjectKind.VirtualService, "platform", name, "/spec/exportTo"),
                            Object(ObjectKind.ServiceEntry, client, name, "/spec/exportTo"),
                        ],
                        $"Namespace {client} sees the host and not the VirtualService that leads it to the egress gateway"),
                ]),
        ],
        name => [new PathLoser(Object(ObjectKind.VirtualService, "platform", name), "is not exported to namespace " + client)]);

    private static Sketch PartlyDirect(string client) => new(client, (name, host, port) =>
    [
        .. ViaGateway(client).Ways(name, host, port).Select(way => way with { Condition = "pods labelled app=web" }),
        new PathWay(
            PathOutcome.Direct, "all other pods",
            [
                new PathHop(HopKind.Client, null, "the sidecars of namespace " + client),
                new PathHop(HopKind.Service, Object(ObjectKind.ServiceEntry, client, name), $"answers for {host} at port {Number(port)}"),
                new PathHop(HopKind.End, null, "the sidecar sends it to the addresses of " + host),
            ],
            "the route to the egress gateway is for pods labelled app=web only",
            [
                new PathFault(
                    PathFaultCode.RouteForSomeOnly, [Object(ObjectKind.VirtualService, client, name, "/spec/tls/0/match/0/sourceLabels")],
                    "The route to the egress gateway is for some pods only"),
            ]),
    ]);

    private static Sketch Blocked(string client) => new(client, (name, host, _) =>
    [
        new PathWay(
            PathOutcome.Blocked, null,
            [
                new PathHop(HopKind.Client, null, "the sidecars of namespace " + client),
                new PathHop(HopKind.Route, Object(ObjectKind.VirtualService, client, name, "/spec/tcp/0"), "sends it to the egress gateway, port 15443"),
            ],
            "the egress gateway does not listen at port 15443",
            [
                new PathFault(
                    PathFaultCode.GatewayPortClosed, [Object(ObjectKind.VirtualService, client, name, "/spec/tcp/0/route/0/destination/port")],
                    $"The egress gateway does not listen at port 15443, to which {host} is sent"),
            ]),
    ]);

    private static Sketch Loop(string client) => new(client, (name, host, _) =>
    [
        new PathWay(
            PathOutcome.Loop, null,
            [
                new PathHop(HopKind.Client, null, "the sidecars of namespace " + client),
                new PathHop(HopKind.Route, Object(ObjectKind.VirtualService, client, name, "/spec/http/0"), "sends it to the egress gateway"),
                new PathHop(HopKind.GatewayRoute, Object(ObjectKind.VirtualService, client, name, "/spec/http/0"), $"sends {host} to the egress gateway"),
            ],
            "the route to the egress gateway holds at the gateway, too", []),
    ]);

    private static Sketch Unknown(string client) => new(client, (name, host, _) =>
    [
        new PathWay(
            PathOutcome.Unknown, null, [new PathHop(HopKind.Service, Object(ObjectKind.ServiceEntry, client, name), "is bound to a waypoint")],
            "what a waypoint does with " + host + " is not modelled", []),
    ]);

    private static PathObject Object(ObjectKind kind, string @namespace, string name, string pointer = "") =>
        new(kind, new ObjectRef(@namespace, name), pointer);

    private static string Number(int number, string format = "0") => number.ToString(format, CultureInfo.InvariantCulture);

    private sealed record Sketch(string Namespace, Func<string, string, int, PathWay[]> Ways, Func<string, ImmutableArray<PathLoser>> Losers)
    {
        public Sketch(string @namespace, Func<string, string, int, PathWay[]> ways)
            : this(@namespace, ways, _ => [])
        {
        }
    }
}
