using System.Net;
using System.Text.Json.Nodes;
using EgressGuard.Core.Paths;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>docs/egress-path.md 3: where a destination leads.</summary>
internal static class NaiveDestinations
{
    /// <summary>A destination as it is written in an object of the namespace.</summary>
    public static IEnumerable<NaiveWay> Ways(NaiveQuestion question, JsonNode destination, string home, NaiveTraffic traffic, NaiveRule? rule)
    {
        var name = NaiveHosts.Plain(NaiveHosts.Full(Text(destination["host"])!, home, question.Domain));
        IEnumerable<NaiveWay> ways = [NaiveWay.Of(PathOutcome.Blocked)];
        if (NaiveServices.Destination(question, name) is { } service)
        {
            var port = Number(destination["port"]?["number"]) ?? (service.Ports.Count == 1 ? service.Ports[0].Number : question.Port);
            var place = rule is null ? null : NaivePlace.Of(destination, "/host");
            ways = ToService(question, service, port, Text(destination["subset"]), traffic, rule, place);
        }

        return rule is not null && IsAlmostGateway(question, name)
            ? ways.Select(way => NaiveWay.Of(way.Outcome, way.Faults.Append(NaiveFault.Of(PathFaultCode.GatewayNameIncomplete, NaivePlace.Of(destination, "/host")))))
            : ways;
    }

    public static IEnumerable<NaiveWay> ToService(
        NaiveQuestion question, NaiveService service, int port, string? subset, NaiveTraffic traffic, NaiveRule? rule, NaivePlace? place)
    {
        if (service.IsKubernetes && ExternalName(service) is { } name)
        {
            return NaiveServices.Destination(question, name) is { } alias && ExternalName(alias) is null
                ? ToService(question, alias, port, subset, traffic, rule, place)
                : [NaiveWay.Of(PathOutcome.Blocked)];
        }

        var settings = NaiveDestinationRules.Settings(question, service, port, subset);
        var gateway = NaiveHop.GatewayOf(question, service);
        if (!settings.HasSubset)
        {
            var subsets = settings.Places.Select(item => item with { Pointer = "/spec/subsets" });
            return [NaiveWay.Of(PathOutcome.Blocked, NaiveFault.Of(PathFaultCode.SubsetMissing, subsets.Prepend(place?.Beside("subset"))))];
        }

        var ends = new[] { place }.Concat(settings.Places).OfType<NaivePlace>().ToList();
        if (service.Object is not null && service.PortOf(port) is null)
        {
            return [NaiveWay.Of(PathOutcome.Blocked, gateway is null ? [] : [NaiveHop.Closed(ends, NaivePlace.Of(service.Object))])];
        }

        if (settings.KeepsAddress)
        {
            return [NaiveWay.Of(PathOutcome.Direct, NaiveFault.Of(PathFaultCode.PassthroughKeepsAddress, settings.Places))];
        }

        return gateway is not null ? NaiveHop.Ways(question, gateway, port, settings, traffic, rule, ends)
            : service.IsKubernetes ? [NaiveWay.Of(PathOutcome.Blocked)]
            : ToEntry(question, service, service.PortOf(port)!, settings, traffic, rule);
    }

    /// <summary>3.4.</summary>
    private static IEnumerable<NaiveWay> ToEntry(
        NaiveQuestion question, NaiveService service, NaivePort port, NaiveSettings settings, NaiveTraffic traffic, NaiveRule? rule)
    {
        var ways = new List<NaiveWay>();
        var rest = new List<JsonObject>();
        foreach (var endpoint in Items(Spec(port.Entry!)["endpoints"]))
        {
            if (NaiveHop.GatewayNamed(question, Text(endpoint["address"])!) is { } gateway)
            {
                var ends = settings.Places.Prepend(NaivePlace.Of(endpoint, "/address")).ToList();
                ways.AddRange(NaiveHop.ByName(question, gateway, Number(endpoint["ports"]?[port.Name]) ?? port.Target, settings, traffic, rule, ends));
            }
            else
            {
                rest.Add(endpoint);
            }
        }

        if (ways.Count > 0 && rest.Count == 0)
        {
            return ways;
        }

        var isInside = IsInside(question, service.Host, port.Entry!, rest);
        return ways.Append(NaiveWay.Of(isInside ? PathOutcome.Blocked : PathOutcome.Direct));
    }

    /// <summary>Whether all that a ServiceEntry leads to is of the cluster.</summary>
    public static bool IsInside(NaiveQuestion question, string host, JsonObject entry, List<JsonObject> endpoints) => endpoints.Count > 0
        ? endpoints.TrueForAll(endpoint => IsClusterAddress(question, Text(endpoint["address"])!))
        : NaiveServices.Resolution(entry) != "NONE"
            && ((Spec(entry)["workloadSelector"] is not null && NaiveServices.Resolution(entry) != "DYNAMIC_DNS")
                || NaiveHosts.IsOfCluster(host, question.Domain));

    private static bool IsClusterAddress(NaiveQuestion question, string address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
        {
            return address.StartsWith("unix:", StringComparison.Ordinal) || NaiveHosts.IsOfCluster(address, question.Domain);
        }

        var bytes = parsed.GetAddressBytes();
        return bytes[0] is 10 or 127 || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 172 && bytes[1] is >= 16 and < 32);
    }

    public static string? ExternalName(NaiveService service) =>
        service.Object is { } item && Text(Spec(item)["type"]) == "ExternalName" ? Text(Spec(item)["externalName"]) : null;

    /// <summary>3.6: whether the name begins like an egress gateway's Service.</summary>
    private static bool IsAlmostGateway(NaiveQuestion question, string name) =>
        question.Policy.Mesh.EgressGateways.All(gateway => name != NaiveHop.FullName(question, gateway))
        && question.Policy.Mesh.EgressGateways.Any(gateway => name.Split('.')[0] == gateway.Service);
}
