using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Whether what a sidecar sends fits what a server of the gateway expects (docs/egress-path.md 4.4).</summary>
internal static class HopFit
{
    /// <summary>Whether it fits, names of TLS aside.</summary>
    public static bool Fits(EgressServer server, GatewayHop hop) => server.Sort switch
    {
        ServerSort.PlainHttp => hop.Block == RouteBlocks.Http && hop.Mode.Length == 0,
        ServerSort.PlainTcp => true,
        ServerSort.Passthrough => hop.Block == RouteBlocks.Tls && hop.Mode.Length == 0,
        ServerSort.TerminatedHttp => hop.Block == RouteBlocks.Http && AgreesOnTls(server, hop),
        ServerSort.TerminatedTcp => AgreesOnTls(server, hop),
        _ => false,
    };

    /// <summary>Whether a server that ends TLS takes the TLS of the hop, whatever is inside.</summary>
    public static bool AgreesOnTls(EgressServer server, GatewayHop hop) => server.TlsMode switch
    {
        "" => false,
        "ISTIO_MUTUAL" => hop.Mode == "ISTIO_MUTUAL",
        _ => hop.Mode is "SIMPLE" or "MUTUAL",
    };

    /// <summary>What the sidecar sends, for people.</summary>
    public static string Sent(GatewayHop hop) => (hop.Block, hop.Mode) switch
    {
        (RouteBlocks.Http, "") => "HTTP in clear text",
        (RouteBlocks.Http, _) => $"HTTP inside TLS ({Quote.Shorten(hop.Mode)})",
        (RouteBlocks.Tls, "") => "the client's own TLS",
        (RouteBlocks.Tls, _) => $"the client's own TLS inside TLS ({Quote.Shorten(hop.Mode)})",
        (_, "") => "TCP without TLS",
        _ => $"TCP inside TLS ({Quote.Shorten(hop.Mode)})",
    };

    /// <summary>What sidecars send, and by which object, for people: the beginning of a sentence.</summary>
    public static string Sends(GatewayHop hop) => (hop.Connection.Places, hop.Block) switch
    {
        ([var place, ..], _) => $"By {place} sidecars send {Sent(hop)}",
        (_, RouteBlocks.Tls) => $"Sidecars send {Sent(hop)}",
        _ => $"No DestinationRule sets tls for the egress gateway, so that sidecars send {Sent(hop)}",
    };

    /// <summary>What the server expects, for people.</summary>
    public static string Expected(EgressServer server) => Expected(server.Sort, server.TlsMode);

    /// <summary>What a server of a sort expects, for people.</summary>
    public static string Expected(ServerSort sort, string tlsMode) => sort switch
    {
        ServerSort.PlainHttp => "HTTP in clear text",
        ServerSort.PlainTcp => "TCP",
        ServerSort.Passthrough => "the client's own TLS (PASSTHROUGH)",
        ServerSort.TerminatedHttp => $"HTTP inside TLS ({Quote.Shorten(tlsMode)})",
        ServerSort.TerminatedTcp => $"TLS ({Quote.Shorten(tlsMode)})",
        _ => "TLS to services of the mesh (AUTO_PASSTHROUGH)",
    };
}
