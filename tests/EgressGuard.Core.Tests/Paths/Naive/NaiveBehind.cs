using System.Text.Json.Nodes;
using EgressGuard.Core.Paths;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>docs/egress-path.md 5: where the egress gateway sends the traffic.</summary>
internal static class NaiveBehind
{
    public static IEnumerable<NaiveWay> Ways(
        NaiveQuestion client, NaiveQuestion seen, NaiveServer server, NaiveRule rule, string block, NaiveTraffic traffic, NaiveRule? leg) =>
        NaiveRoutes.IsAnswer(rule)
            ? [NaiveWay.Of(PathOutcome.Blocked)]
            : NaiveRoutes.Destinations(rule).Select(destination => Way(
                client, seen, server, destination, Namespace(rule.Writer), block, traffic,
                ReferenceEquals(leg?.Route, rule.Route)
                    ? NaiveFault.Of(PathFaultCode.RouteToItself, NaivePlace.Of(rule.Route))
                    : NaiveFault.Of(PathFaultCode.GatewayLegToGateway, NaivePlace.Of(destination, "/host"))));

    private static NaiveWay Way(
        NaiveQuestion client, NaiveQuestion seen, NaiveServer server, JsonNode destination, string home, string block, NaiveTraffic traffic, NaiveFault loop)
    {
        var name = NaiveHosts.Plain(NaiveHosts.Full(Text(destination["host"])!, home, seen.Domain));
        return NaiveServices.AtGateway(seen, name) is { } service
            ? ToService(client, seen, server, service, destination, block, traffic, loop)
            : NotKnown(client, seen, name, destination);
    }

    private static NaiveWay NotKnown(NaiveQuestion client, NaiveQuestion seen, string name, JsonNode destination)
    {
        var place = NaivePlace.Of(destination, "/host");
        return NaiveWay.Of(
            PathOutcome.Blocked,
            NaiveHosts.IsOfCluster(name, seen.Domain) ? []
            : Hidden(seen, name) is { } hidden ? [NaiveFault.Of(PathFaultCode.NotVisibleToGateway, place, NaivePlace.Of(hidden, "/spec/exportTo"))]
            : [NaiveFault.Of(PathFaultCode.HostUnknownAtGateway, place, NaiveServices.AnsweringPort(client))]);
    }

    private static NaiveWay ToService(
        NaiveQuestion client, NaiveQuestion seen, NaiveServer server, NaiveService service, JsonNode destination, string block, NaiveTraffic traffic, NaiveFault loop)
    {
        var number = Number(destination["port"]?["number"])
            ?? (service.Ports.Count == 1 ? service.Ports[0].Number : Number(server.Server["port"]!["number"])!.Value);
        var place = NaivePlace.Of(destination, "/host");
        if (NaiveHop.GatewayOf(seen, service) is not null)
        {
            return NaiveWay.Of(PathOutcome.Loop, loop);
        }

        var settings = NaiveDestinationRules.Settings(seen, service, number, Text(destination["subset"]));
        if (!settings.HasSubset)
        {
            var subsets = settings.Places.Select(item => item with { Pointer = "/spec/subsets" });
            return NaiveWay.Of(PathOutcome.Blocked, NaiveFault.Of(PathFaultCode.SubsetMissing, subsets.Prepend(place.Beside("subset"))));
        }

        if (service.IsKubernetes)
        {
            return ToKubernetes(client, seen, server, service, destination, settings, block, traffic, loop);
        }

        if (service.PortOf(number) is not { Entry: { } entry } port)
        {
            return NaiveWay.Of(
                PathOutcome.Blocked, NaiveFault.Of(PathFaultCode.HostUnknownAtGateway, place, NaivePlace.Of(service.Object!, "/spec/ports")));
        }

        var endpoints = Items(Spec(entry)["endpoints"]);
        if (endpoints.Find(endpoint => NaiveHop.GatewayNamed(seen, Text(endpoint["address"])!) is not null) is { } same)
        {
            return NaiveWay.Of(PathOutcome.Loop, NaiveFault.Of(PathFaultCode.EndpointIsGateway, NaivePlace.Of(same, "/address"), place));
        }

        return settings.KeepsAddress ? NaiveWay.Of(PathOutcome.Loop, NaiveFault.Of(PathFaultCode.PassthroughKeepsAddress, settings.Places.Append(place)))
            : NaiveServices.Resolution(entry) == "NONE" ? NaiveWay.Of(
                PathOutcome.Blocked, NaiveFault.Of(PathFaultCode.ResolutionNone, place, NaivePlace.Of(service.Object!, "/spec/resolution")))
            : NaiveDestinations.IsInside(seen, service.Host, entry, endpoints) ? NaiveWay.Of(PathOutcome.Blocked)
            : Outside(seen, service, port, settings, destination, block, traffic);
    }

    private static NaiveWay ToKubernetes(
        NaiveQuestion client, NaiveQuestion seen, NaiveServer server, NaiveService service, JsonNode destination, NaiveSettings settings, string block,
        NaiveTraffic traffic, NaiveFault loop)
    {
        if (NaiveDestinations.ExternalName(service) is { } name)
        {
            return NaiveServices.AtGateway(seen, name) is { } alias && NaiveDestinations.ExternalName(alias) is null
                ? ToService(client, seen, server, alias, destination, block, traffic, loop)
                : NotKnown(client, seen, name, destination);
        }

        return settings.KeepsAddress
            ? NaiveWay.Of(
                PathOutcome.Loop, NaiveFault.Of(PathFaultCode.PassthroughKeepsAddress, settings.Places.Append(NaivePlace.Of(destination, "/host"))))
            : NaiveWay.Of(PathOutcome.Blocked);
    }

    /// <summary>5.5.</summary>
    private static NaiveWay Outside(
        NaiveQuestion seen, NaiveService service, NaivePort port, NaiveSettings settings, JsonNode destination, string block, NaiveTraffic traffic)
    {
        var place = NaivePlace.Of(destination, "/host");
        if (block == "http" && (port.Protocol is "HTTPS" or "TLS" || port.Target == 443) && !settings.OriginatesTls)
        {
            var idle = NaiveDestinationRules.Originating(seen, service, port.Number, Text(destination["subset"])).Except(settings.Places)
                .Select(item => item with { Pointer = "/spec/exportTo" });
            return NaiveWay.Of(
                PathOutcome.ViaGateway, NaiveFault.Of(PathFaultCode.ClearTextToTlsPort, [place, port.Place, .. settings.Places, .. idle]));
        }

        return traffic == NaiveTraffic.Tls && block != "http" && settings.OriginatesTls
            ? NaiveWay.Of(PathOutcome.ViaGateway, NaiveFault.Of(PathFaultCode.DoubleTls, settings.Places.Prepend(place)))
            : NaiveWay.Of(PathOutcome.ViaGateway);
    }

    /// <summary>The first ServiceEntry that declares the host, out of the gateway's sight.</summary>
    private static JsonObject? Hidden(NaiveQuestion seen, string name) => NaiveObjects.Active(seen, "ServiceEntry")
        .Where(entry => Strings(Spec(entry)["hosts"]).Exists(host => NaiveHosts.Plain(host) == name))
        .OrderBy(Namespace, StringComparer.Ordinal).ThenBy(Name, StringComparer.Ordinal)
        .FirstOrDefault();
}
