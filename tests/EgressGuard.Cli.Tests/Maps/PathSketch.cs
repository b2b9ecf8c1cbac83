using System.Collections.Immutable;
using System.Globalization;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Tests.Maps;

/// <summary>A path from a namespace, told by its outcome; the host is filled in afterwards.</summary>
internal sealed record PathSketch(string Namespace, Func<EgressMapEntry, string, PathWay[]> Ways)
{
    public ImmutableArray<string> Losers { get; private init; } = [];

    public static PathSketch ViaGateway(string client) => new(client, (entry, name) =>
    [
        Way(
            PathOutcome.ViaGateway, "the egress gateway sends it out",
            Hop(HopKind.Client, null, "the sidecars of namespace " + client),
            Hop(HopKind.Service, Object(ObjectKind.ServiceEntry, client, name), $"answers for {entry.Host}:{Number(entry.Port)}"),
            Hop(HopKind.Route, Object(ObjectKind.VirtualService, client, name, "/spec/tls/0"), "sends it to the egress gateway"),
            Hop(HopKind.Gateway, Object(ObjectKind.Gateway, "istio-system", "egress", "/spec/servers/0"), "listens at port 443"),
            Hop(HopKind.GatewayRoute, Object(ObjectKind.VirtualService, client, name, "/spec/tls/1"), "sends it to " + entry.Host),
            Hop(HopKind.End, null, "the egress gateway sends it out")),
    ]);

    public static PathSketch Direct(string client) => new(client, (entry, name) =>
    [
        Way(
            PathOutcome.Direct, "no VirtualService that the sidecars see takes it to the egress gateway",
            Hop(HopKind.Client, null, "the sidecars of namespace " + client),
            Hop(HopKind.Service, Object(ObjectKind.ServiceEntry, client, name), "answers for " + entry.Host),
            Hop(HopKind.End, null, "the sidecar sends it to the addresses of " + entry.Host)) with
        {
            Faults =
            [
                new PathFault(
                    PathFaultCode.RouteNotVisible,
                    [Object(ObjectKind.VirtualService, "platform", name, "/spec/exportTo"), Object(ObjectKind.ServiceEntry, client, name)],
                    $"Namespace {client} sees the host and not the VirtualService that leads it to the egress gateway"),
            ],
        },
    ])
    {
        Losers = ["is not exported to namespace " + client],
    };

    public static PathSketch PartlyDirect(string client) => new(client, (entry, name) =>
    [
        .. ViaGateway(client).Ways(entry, name).Select(way => way with { Condition = "pods labelled app=web" }),
        Way(
            PathOutcome.Direct, "the route to the egress gateway is for pods labelled app=web only",
            Hop(HopKind.Client, null, "the sidecars of namespace " + client),
            Hop(HopKind.End, null, "the sidecar sends it to the addresses of " + entry.Host)) with
        {
            Condition = "all other pods",
            Faults =
            [
                new PathFault(
                    PathFaultCode.RouteForSomeOnly,
                    [Object(ObjectKind.VirtualService, client, name, "/spec/tls/0/match/0/sourceLabels")],
                    "The route to the egress gateway is for some pods only"),
            ],
        },
    ]);

    public static PathSketch Blocked(string client) => new(client, (_, name) =>
    [
        Way(
            PathOutcome.Blocked, "the egress gateway does not listen at port 15443",
            Hop(HopKind.Client, null, "the sidecars of namespace " + client),
            Hop(HopKind.Route, Object(ObjectKind.VirtualService, client, name, "/spec/tcp/0"), "sends it to port 15443 of the gateway")),
    ]);

    public static PathSketch Loop(string client) => new(client, (entry, name) =>
    [
        Way(
            PathOutcome.Loop, "the route to the egress gateway holds at the gateway, too",
            Hop(HopKind.Client, null, "the sidecars of namespace " + client),
            Hop(HopKind.Route, Object(ObjectKind.VirtualService, client, name, "/spec/http/0"), "sends it to the egress gateway"),
            Hop(HopKind.GatewayRoute, Object(ObjectKind.VirtualService, client, name), $"sends {entry.Host} to the egress gateway")),
    ]);

    public static PathSketch Unknown(string client) => new(client, (entry, name) =>
    [
        Way(
            PathOutcome.Unknown, $"what a waypoint does with {entry.Host} is not modelled",
            Hop(
                HopKind.Service, Object(ObjectKind.ServiceEntry, client, name, "/metadata/labels"),
                $"ServiceEntry {client}/{name} has a waypoint")),
    ]);

    public EgressPath To(EgressMapEntry entry, string name) => new()
    {
        Question = new PathQuestion(Namespace, entry.Host, entry.Port),
        Protocol = entry.Protocol,
        Ways = [.. Ways(entry, name)],
        Losers = [.. Losers.Select(reason => new PathLoser(Object(ObjectKind.VirtualService, "platform", name), reason))],
    };

    private static PathWay Way(PathOutcome outcome, string reason, params ImmutableArray<PathHop> hops) =>
        new(outcome, null, hops, reason, []);

    private static PathHop Hop(HopKind kind, PathObject? place, string text) => new(kind, place, text);

    private static PathObject Object(ObjectKind kind, string @namespace, string name, string pointer = "") =>
        new(kind, new ObjectRef(@namespace, name), pointer);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
