namespace EgressGuard.Core.Mesh;

/// <summary>The blocks of a VirtualService that a proxy may apply to traffic on a port.</summary>
[Flags]
public enum RouteBlocks
{
    /// <summary>No block: a proxy never sees the traffic.</summary>
    None = 0,

    /// <summary><c>http</c>.</summary>
    Http = 1,

    /// <summary><c>tls</c>.</summary>
    Tls = 2,

    /// <summary><c>tcp</c>.</summary>
    Tcp = 4,
}

/// <summary>The protocols of ServiceEntry ports (istio-egress.md 1.1 and 2.6).</summary>
public static class PortProtocol
{
    /// <summary>Whether a gateway reads HTTP at a port with this protocol, without TLS.</summary>
    /// <param name="protocol">As written in the port, in any case; null or empty when absent.</param>
    public static bool IsPlainHttp(string? protocol) =>
        protocol?.ToUpperInvariant() is "HTTP" or "HTTP2" or "GRPC" or "GRPC-WEB" or "HTTP_PROXY";

    /// <summary>
    /// Which blocks of a VirtualService a sidecar applies to the port, all of which must lead to the gateway for all its traffic to
    /// go there. A port without a protocol is sniffed: what looks like HTTP takes <c>http</c>, the rest <c>tcp</c>.
    /// </summary>
    /// <param name="protocol">As written in the port, in any case; null or empty when absent.</param>
    public static RouteBlocks BlocksOf(string? protocol) => protocol?.ToUpperInvariant() switch
    {
        null or "" => RouteBlocks.Http | RouteBlocks.Tcp,
        "HTTP" or "HTTP2" or "GRPC" or "GRPC-WEB" or "HTTP_PROXY" => RouteBlocks.Http,
        "HTTPS" or "TLS" => RouteBlocks.Tls,
        "TCP" or "MONGO" or "REDIS" or "MYSQL" => RouteBlocks.Tcp,
        "UDP" => RouteBlocks.None,
        _ => RouteBlocks.Http | RouteBlocks.Tcp, // unknown to Istio, which then sniffs
    };

    /// <summary>Whether Istio knows the protocol.</summary>
    /// <param name="protocol">In any case.</param>
    internal static bool IsKnown(string protocol) => protocol.ToUpperInvariant()
        is "HTTP" or "HTTP2" or "GRPC" or "GRPC-WEB" or "HTTP_PROXY" or "HTTPS" or "TLS" or "TCP" or "MONGO" or "REDIS" or "MYSQL" or "UDP";
}
