using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>A connection from a sidecar to an egress gateway.</summary>
/// <param name="Egress">The egress gateway.</param>
/// <param name="Service">Its Service.</param>
/// <param name="Port">The port of the Service.</param>
/// <param name="Tls">The TLS that the sidecar originates; null for none.</param>
/// <param name="Connection">Where that is set.</param>
/// <param name="Block">How the client's sidecar routes the traffic, which tells what it is.</param>
/// <param name="Place">The destination that leads here.</param>
/// <param name="Rule">The mesh leg; null where an endpoint or a Sidecar leads here.</param>
/// <param name="Client">The client's proxy.</param>
internal sealed record GatewayHop(
    EgressGatewaySettings Egress, MeshService Service, int Port, ClientTls? Tls, ConnectionRule Connection, RouteBlocks Block, PathObject? Place,
    RouteRule? Rule, Proxy Client)
{
    /// <summary>The proxies of the egress gateway.</summary>
    public Proxy Proxy { get; } = Proxy.Of(Egress);

    /// <summary>The mode of the TLS of the hop; "" for none.</summary>
    public string Mode => Tls is null || string.IsNullOrEmpty(Tls.Mode) || Tls.Mode == "DISABLE" ? "" : Tls.Mode;

    /// <summary>The objects of this end of the hop.</summary>
    public IEnumerable<PathObject> Ends => new[] { Place }.OfType<PathObject>().Concat(Connection.Places);
}

/// <summary>Names of the TLS of a hop.</summary>
internal static class HopTls
{
    /// <summary>What is spoken, for people.</summary>
    public static string Of(ClientTls? tls) => tls?.Mode is null or "" or "DISABLE" ? "no TLS of its own" : Quote.Shorten(tls.Mode);
}
