using System.Text.Json;

namespace EgressGuard.Core.Tests.Samples;

/// <summary>
/// Holds both hops of each compliant set together by the consistency checklist of the specification (istio-egress.md 3.2), which asks
/// more than the rules do: it reads the DestinationRules and the Gateways' servers as well.
/// </summary>
public sealed class CompliantHopTests
{
    private const string EgressGateway = "istio-egressgateway.istio-system.svc.cluster.local";

    private static readonly string[] Blocks = ["http", "tls", "tcp"];

    public static TheoryData<string> Sets => SamplesTests.Sets;

    [Theory]
    [MemberData(nameof(Sets))]
    public void Both_hops_fit_together(string set)
    {
        var kinds = SampleMesh.Load(SampleMesh.FilesBelow(Path.Combine(SampleMesh.Compliant, set))).Objects
            .ToLookup(item => item.KindName, item => JsonSerializer.Deserialize<JsonElement>(item.Manifest.Json.Span));
        var (service, gateway, entry) = (Spec(kinds["VirtualService"]), Spec(kinds["Gateway"]), Spec(kinds["ServiceEntry"]));
        var rules = kinds["DestinationRule"].Select(rule => rule.GetProperty("spec")).ToList();
        var host = Assert.Single(Texts(service, "hosts"));
        var gatewayName = kinds["Gateway"].Single().GetProperty("metadata").GetProperty("name").GetString()!;
        var server = Assert.Single(gateway.GetProperty("servers").EnumerateArray());

        Assert.Equal([host], Texts(entry, "hosts"));
        Assert.Equal(["mesh", gatewayName], Texts(service, "gateways"));
        Assert.Equal(["./" + host], Texts(server, "hosts"));

        var legs = LegsOf(service).ToList();
        Assert.All(legs.Where(leg => leg.Gateway == "mesh"), leg => AssertMeshLeg(leg, server, host, rules));
        var last = Assert.Single(legs, leg => leg.Gateway != "mesh");
        Assert.Equal(gatewayName, last.Gateway);
        AssertGatewayLeg(last, server, host, entry, rules);
    }

    /// <summary>C5, C6, C11, C12, C13: the sidecar reaches the server that is there, in the way in which it listens.</summary>
    private static void AssertMeshLeg(Leg leg, JsonElement server, string host, List<JsonElement> rules)
    {
        Assert.Equal(EgressGateway, Text(leg.Destination, "host"));
        Assert.Equal(PortOf(server), PortOf(leg.Destination));

        var rule = Assert.Single(rules, rule => Text(rule, "host") == EgressGateway);
        var subset = Assert.Single(
            rule.GetProperty("subsets").EnumerateArray(), item => Text(item, "name") == Text(leg.Destination, "subset"));
        Assert.Equal(["."], Texts(rule, "exportTo"));
        if (ModeOf(server) == "ISTIO_MUTUAL")
        {
            var tls = TlsFor(subset, PortOf(server))!.Value;
            Assert.Equal(("ISTIO_MUTUAL", host), (Text(tls, "mode"), Text(tls, "sni")));
        }
        else
        {
            Assert.Null(TlsFor(subset, PortOf(server)));
        }
    }

    /// <summary>C7, C9, C14, C15, C16, C20: the gateway applies the route, and opens TLS exactly where the client has not.</summary>
    private static void AssertGatewayLeg(Leg leg, JsonElement server, string host, JsonElement entry, List<JsonElement> rules)
    {
        Assert.Equal(PortOf(server), leg.Port);
        Assert.Equal(BlockOf(server), leg.Block);
        Assert.Equal(host, Text(leg.Destination, "host"));

        var port = Assert.Single(entry.GetProperty("ports").EnumerateArray(), port => Number(port, "number") == PortOf(leg.Destination));
        var opensTls = leg.Block == "http" && (Number(port, "targetPort") ?? Number(port, "number")) == 443;
        var own = rules.Where(rule => Text(rule, "host") == host).ToList();
        if (!opensTls)
        {
            Assert.Empty(own);
            return;
        }

        var origination = Assert.Single(own);
        var tls = TlsFor(origination, PortOf(leg.Destination))!.Value;
        Assert.Contains(Text(tls, "mode"), (string[])["SIMPLE", "MUTUAL"]);
        Assert.Equal(host, Text(tls, "sni"));
        Assert.Equal([host], Texts(tls, "subjectAltNames"));
        Assert.Equal(["istio-system"], Texts(origination, "exportTo"));
    }

    /// <summary>What a gateway applies to the traffic of a server (istio-egress.md 2.7).</summary>
    private static string BlockOf(JsonElement server) => (Text(server.GetProperty("port"), "protocol"), ModeOf(server)) switch
    {
        ("HTTP", null) or ("HTTPS", "ISTIO_MUTUAL") => "http",
        ("TLS", "PASSTHROUGH") => "tls",
        ("TLS", "ISTIO_MUTUAL") => "tcp",
        var other => throw new InvalidOperationException($"No pattern has a server like {other}."),
    };

    private static IEnumerable<Leg> LegsOf(JsonElement service) =>
        from block in Blocks
        where service.TryGetProperty(block, out _)
        from rule in service.GetProperty(block).EnumerateArray()
        let match = rule.GetProperty("match").EnumerateArray().Single()
        select new Leg(
            block,
            Texts(match, "gateways").Single(),
            Number(match, "port"),
            rule.GetProperty("route").EnumerateArray().Single().GetProperty("destination"));

    private static JsonElement Spec(IEnumerable<JsonElement> objects) => Assert.Single(objects).GetProperty("spec");

    private static JsonElement? TlsFor(JsonElement holder, int? port) => (
        from policy in Member(holder, "trafficPolicy")
        from settings in Member(policy, "portLevelSettings")
        from setting in settings.EnumerateArray()
        where PortOf(setting) == port
        select (JsonElement?)setting.GetProperty("tls")).SingleOrDefault();

    private static string? ModeOf(JsonElement server) => Member(server, "tls").Select(tls => Text(tls, "mode")).SingleOrDefault();

    private static int? PortOf(JsonElement holder) => Number(holder.GetProperty("port"), "number");

    private static IEnumerable<JsonElement> Member(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) ? [value] : [];

    private static int? Number(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    private static string? Text(JsonElement holder, string name) => holder.GetProperty(name).GetString();

    private static IEnumerable<string> Texts(JsonElement holder, string name) =>
        holder.GetProperty(name).EnumerateArray().Select(item => item.GetString()!);

    private sealed record Leg(string Block, string Gateway, int? Port, JsonElement Destination);
}
