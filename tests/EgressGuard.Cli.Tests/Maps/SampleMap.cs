using EgressGuard.Cli.Tests.Paths;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Tests.Maps;

/// <summary>Maps made by hand.</summary>
internal static class SampleMap
{
    /// <summary>One of everything.</summary>
    public static EgressMap Of { get; } = new(
        [
            Entry("*.example.com", 443, "TLS"),
            Entry(
                "api.example.com",
                443,
                "TLS",
                SamplePaths.Mixed(from: "payments"),
                SamplePaths.Compliant(from: "shop"),
                SamplePaths.Ending(PathOutcome.Loop, from: "web")),
            Entry(
                "api.example.com",
                8443,
                "",
                SamplePaths.Ending(PathOutcome.Blocked, from: "payments", port: 8443),
                SamplePaths.Ending(PathOutcome.Unknown, from: "shop", port: 8443)),
            Entry(
                "db.example.com",
                5432,
                "TCP",
                SamplePaths.Compliant(from: "payments", host: "db.example.com", port: 5432),
                SamplePaths.Compliant(from: "shop", host: "db.example.com", port: 5432)),
        ],
        ["payments", "shop", "web"]);

    /// <summary>A map with one entry that one namespace reaches directly.</summary>
    public static EgressMap WithNames(string from, string host) => new(
        [Entry(host, 443, "TLS", SamplePaths.Ending(PathOutcome.Direct, from, host), SamplePaths.Ending(PathOutcome.Loop, from + "2", host))],
        [from, from + "2"]);

    public static EgressMapEntry Entry(string host, int port, string protocol, params ReadOnlySpan<EgressPath> reaches) =>
        new(host, port, protocol, [new ObjectRef("shop", "api")], [.. reaches]);
}
