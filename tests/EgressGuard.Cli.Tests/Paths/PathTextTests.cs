using System.Text;
using EgressGuard.Cli.Inputs;
using EgressGuard.Cli.Paths;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests.Paths;

public sealed class PathTextTests
{
    private const string Manifests = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          tls:
            - match: [{sniHosts: [api.example.com]}]
              route:
                - destination: {host: istio-egressgateway.istio-system.svc.cluster.local}
        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop}
        spec:
          ports: [{number: 443, name: tls, protocol: TLS}]

        """;

    [Fact]
    public void The_verdict_is_first_and_every_step_has_its_place() => Assert.Equal(
        """
        shop -> api.example.com:443 (TLS): via the egress gateway

          1. client: the sidecars of shop take it
          2. service: ServiceEntry shop/api declares 443/TLS
             shop.yaml:15  /spec/ports/0
          3. route: leads to the egress gateway
             VirtualService shop/api  shop.yaml:9  /spec/tls/0/route/0
          Why: the egress gateway sends it out.

        """,
        Write([SamplePaths.Compliant()]));

    [Fact]
    public void Several_ways_have_their_conditions_faults_their_fix_and_losers_their_reason() => Assert.Equal(
        """
        shop -> api.example.com:443 (TLS): leaves directly (way 2 of 2)

          Way 1 of 2, pods labelled app=web: via the egress gateway
          1. client: the sidecars of shop take it
          2. service: ServiceEntry shop/api declares 443/TLS
             shop.yaml:15  /spec/ports/0
          3. route: leads to the egress gateway
             VirtualService shop/api  shop.yaml:9  /spec/tls/0/route/0
          Why: the egress gateway sends it out.

          Way 2 of 2, all of it: leaves directly
          1. service: ServiceEntry shop/api declares 443/TLS
             shop.yaml:15  /spec/ports/0
          Why: ServiceEntry shop/api declares 443/TLS, but VirtualService shop/api is for pods labelled app=web only.
          Fault: route-for-some-only (VS-6, VS-15)
             VirtualService shop/api  shop.yaml:9  /spec/tls/0/route/0
             ServiceEntry shop/api  shop.yaml:15  /spec/ports/0
             Fix: Leave the condition out of the route to the egress gateway, or add a route there without it for the rest.
          Fault: double-tls (C15): TLS is inside TLS.
             Fix: Take tls out of the DestinationRule of the host for this port: the client speaks TLS already.

          Did not decide:
             VirtualService payments/api is not exported to namespace shop

        """,
        Write([SamplePaths.Mixed()]));

    [Fact]
    public void Paths_stand_apart_and_notes_come_last() => Assert.Equal(
        """
        shop -> api.example.com:443 (HTTPS): nothing leaves

          Why: it is so.

        shop -> api.example.com:80: cannot be told

          Why: it is so.

        A note.

        """,
        Write(
            [
                SamplePaths.Ending(PathOutcome.Blocked),
                SamplePaths.Ending(PathOutcome.Unknown, port: 80) with { Protocol = null },
            ],
            "A note."));

    [Fact]
    public void A_port_without_a_protocol_is_sniffed() => Assert.StartsWith(
        "shop -> api.example.com:443 (sniffed): loops at the egress gateway\n",
        Write([SamplePaths.Ending(PathOutcome.Loop) with { Protocol = "" }]),
        StringComparison.Ordinal);

    [Fact]
    public void Colour_is_only_for_a_terminal() => Assert.StartsWith(
        "\u001b[1mshop -> api.example.com:443 (HTTPS)\u001b[0m: \u001b[31mleaves directly\u001b[0m\n",
        Write([SamplePaths.Ending(PathOutcome.Direct)], isColoured: true),
        StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Reports.Hostile.Names), MemberType = typeof(Reports.Hostile))]
    public void Nothing_of_the_input_acts_on_the_terminal_or_starts_a_line(string name)
    {
        var part = new PathObject(ObjectKind.Gateway, new ObjectRef(name, name), "/" + name);
        var way = new PathWay(
            PathOutcome.Direct, name, [new PathHop(HopKind.Gateway, part, name)], "", [new PathFault(PathFaultCode.DoubleTls, [part], name)]);
        var path = new EgressPath
        {
            Question = new PathQuestion("shop", name, 1), Protocol = name, Ways = [way], Losers = [new PathLoser(part, name)],
        };
        var lines = Write([path], name).Split('\n');

        Assert.Equal(15, lines.Length);
        Assert.DoesNotContain(lines, line => line.Any(c => char.IsControl(c) || c is '\u202e' or '\u2028'));
    }

    private static string Write(EgressPath[] paths, string? note = null, bool isColoured = false)
    {
        var places = new ObjectPlaces();
        foreach (var manifest in ManifestReader.Read(Encoding.UTF8.GetBytes(Manifests), "shop.yaml"))
        {
            var subject = ManifestObject.Read(manifest, "default").Subject!;
            places.Add(subject.Object.Kind, subject.Reference, manifest);
        }

        using var output = new StringWriter();
        new PathText(places, output, isColoured).Write(paths, note is null ? [] : [note]);
        return output.ToString();
    }
}
