using System.Text.Json.Nodes;
using EgressGuard.Core.Paths;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>docs/egress-path.md 5: where the egress gateway sends the traffic.</summary>
internal static class NaiveBehind
{
    public static IEnumerable<NaiveWay> Ways(
        NaiveQuestion seen, NaiveServer server, NaiveRule rule, string block, NaiveTraffic traffic, NaiveRule? leg) =>
        NaiveRoutes.IsAnswer(rule)
            ? [NaiveWay.Of(PathOutcome.Blocked)]
            : NaiveRoutes.Destinations(rule).Select(destination => Way(
                seen, server, destination, Namespace(rule.Writer), block, traffic,
                ReferenceEquals(leg?.Route, rule.Route) ? PathFaultCode.RouteToItself : PathFaultCode.GatewayLegToGateway));

    private static NaiveWay Way(
        NaiveQuestion seen, NaiveServer server, JsonNode destination, string home, string block, NaiveTraffic traffic, PathFaultCode loop)
    {
        var name = NaiveHosts.Plain(NaiveHosts.Full(Text(destination["host"])!, home, seen.Domain));
        return NaiveServices.AtGateway(seen, name) is { } service
            ? ToService(seen, server, service, destination, block, traffic, loop)
            : NotKnown(seen, name);
    }

    private static NaiveWay NotKnown(NaiveQuestion seen, string name) => NaiveWay.Of(
        PathOutcome.Blocked,
        NaiveHosts.IsOfCluster(name, seen.Domain) ? []
        : IsHidden(seen, name) ? [PathFaultCode.NotVisibleToGateway]
        : [PathFaultCode.HostUnknownAtGateway]);

    private static NaiveWay ToService(
        NaiveQuestion seen, NaiveServer server, NaiveService service, JsonNode destination, string block, NaiveTraffic traffic, PathFaultCode loop)
    {
        var number = Number(destination["port"]?["number"])
            ?? (service.Ports.Count == 1 ? service.Ports[0].Number : Number(server.Server["port"]!["number"])!.Value);
        if (NaiveHop.GatewayOf(seen, service) is not null)
        {
            return NaiveWay.Of(PathOutcome.Loop, loop);
        }

        var settings = NaiveDestinationRules.Settings(seen, service, number, Text(destination["subset"]));
        if (!settings.HasSubset)
        {
            return NaiveWay.Of(PathOutcome.Blocked, PathFaultCode.SubsetMissing);
        }

        if (service.IsKubernetes)
        {
            return ToKubernetes(seen, server, service, destination, settings, block, traffic, loop);
        }

        if (service.PortOf(number) is not { Entry: { } entry } port)
        {
            return NaiveWay.Of(PathOutcome.Blocked, PathFaultCode.HostUnknownAtGateway);
        }

        var endpoints = Items(Spec(entry)["endpoints"]);
        if (endpoints.Exists(endpoint => NaiveHop.GatewayNamed(seen, Text(endpoint["address"])!) is not null))
        {
            return NaiveWay.Of(PathOutcome.Loop, PathFaultCode.EndpointIsGateway);
        }

        return settings.KeepsAddress ? NaiveWay.Of(PathOutcome.Loop, PathFaultCode.PassthroughKeepsAddress)
            : NaiveServices.Resolution(entry) == "NONE" ? NaiveWay.Of(PathOutcome.Blocked, PathFaultCode.ResolutionNone)
            : NaiveDestinations.IsInside(seen, service.Host, entry, endpoints) ? NaiveWay.Of(PathOutcome.Blocked)
            : Outside(port, settings, block, traffic);
    }

    private static NaiveWay ToKubernetes(
        NaiveQuestion seen, NaiveServer server, NaiveService service, JsonNode destination, NaiveSettings settings, string block,
        NaiveTraffic traffic, PathFaultCode loop)
    {
        if (NaiveDestinations.ExternalName(service) is { } name)
        {
            return NaiveServices.AtGateway(seen, name) is { } alias && NaiveDestinations.ExternalName(alias) is null
                ? ToService(seen, server, alias, destination, block, traffic, loop)
                : NotKnown(seen, name);
        }

        return settings.KeepsAddress ? NaiveWay.Of(PathOutcome.Loop, PathFaultCode.PassthroughKeepsAddress) : NaiveWay.Of(PathOutcome.Blocked);
    }

    /// <summary>5.5.</summary>
    private static NaiveWay Outside(NaivePort port, NaiveSettings settings, string block, NaiveTraffic traffic)
    {
        if (block == "http" && (port.Protocol is "HTTPS" or "TLS" || port.Target == 443) && !settings.OriginatesTls)
        {
            return NaiveWay.Of(PathOutcome.ViaGateway, PathFaultCode.ClearTextToTlsPort);
        }

        return traffic == NaiveTraffic.Tls && block != "http" && settings.OriginatesTls
            ? NaiveWay.Of(PathOutcome.ViaGateway, PathFaultCode.DoubleTls)
            : NaiveWay.Of(PathOutcome.ViaGateway);
    }

    /// <summary>Whether some ServiceEntry declares the host, out of the gateway's sight.</summary>
    private static bool IsHidden(NaiveQuestion seen, string name) => NaiveObjects.Active(seen, "ServiceEntry").Exists(
        entry => Strings(Spec(entry)["hosts"]).Exists(host => NaiveHosts.Plain(host) == name));
}
