using System.Globalization;
using EgressGuard.Cli.Tests.Doors;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;
using EgressGuard.Yaml;
using static EgressGuard.Cli.Tests.Maps.PathSketch;

namespace EgressGuard.Cli.Tests.Maps;

/// <summary>Maps as the engine would draw them, of meshes that are quickly told.</summary>
internal static class PageMaps
{
    /// <summary>A mesh without a ServiceEntry.</summary>
    public static EgressMap Empty { get; } = new([], []);

    /// <summary>Everything goes through the gateway, or nowhere.</summary>
    public static EgressMap Fine { get; } = Map(
        Entry("api.example.com", 443, "TLS", ViaGateway("payments"), ViaGateway("shop")),
        Entry("hooks.example.org", 443, "HTTPS", ViaGateway("payments")),
        Entry("mail.example.net", 587, "TCP", Blocked("shop")));

    /// <summary>The map of the samples and of one host that leaves directly, as the engine draws it: docs/images/egress-map.png.</summary>
    public static EgressMap OfSamples()
    {
        var mesh = new MeshManifests(EgressPolicy.Default.Mesh.ClusterDomain);
        var files = MeshManifests.FilesBelow(Path.Combine(Corpus.Root, "deploy", "samples", "compliant"));
        foreach (var manifest in files.Append(Path.Combine(Corpus.Root, "docs", "images", "egress-map.yaml")).SelectMany(Corpus.Objects))
        {
            mesh.Add(manifest);
        }

        return EgressMap.Of(mesh.Mesh, EgressPolicy.Default);
    }

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
        string.Join('.', Enumerable.Repeat("label".PadRight(63, 'l'), 3)) + ".example.com", 443, "TLS",
        Direct("namespace".PadRight(59, 's') + "-end")));

    /// <summary>Whatever an attacker writes into names, everywhere where the page shows one.</summary>
    public static EgressMap Hostile(string text)
    {
        var part = new PathObject(ObjectKind.VirtualService, new ObjectRef(text, text), text);
        var fault = new PathFault(PathFaultCode.PortNotRouted, [part], text);
        var way = new PathWay(PathOutcome.Direct, text, [new PathHop(HopKind.Client, part, text)], text, [fault]);
        var path = new EgressPath
        {
            Question = new PathQuestion(text, text, 443), Protocol = text, Ways = [way], Losers = [new PathLoser(part, text)],
        };
        return new EgressMap([new EgressMapEntry(text, 443, text, [new ObjectRef(text, text)], [path])], [text]);
    }

    private static EgressMap Map(params EgressMapEntry[] entries) => new(
        [.. entries],
        [.. entries.SelectMany(entry => entry.Reaches).Select(path => path.Question.Namespace).Distinct().Order(StringComparer.Ordinal)]);

    private static EgressMapEntry Entry(string host, int port, string protocol, params PathSketch[] sketches)
    {
        var name = host.Replace("*.", "", StringComparison.Ordinal).Split('.')[0];
        var declared = sketches.Length == 0 ? "platform" : sketches[0].Namespace;
        var entry = new EgressMapEntry(host, port, protocol, [new ObjectRef(declared, name)], []);
        return entry with { Reaches = [.. sketches.Select(sketch => sketch.To(entry, name))] };
    }

    private static string Number(int number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
