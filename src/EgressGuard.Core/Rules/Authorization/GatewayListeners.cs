using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>A server of a Gateway that is for pods of an egress gateway.</summary>
/// <param name="Gateway">The Gateway's identity.</param>
/// <param name="Server">The server.</param>
/// <param name="Pointer">Its place in the Gateway.</param>
internal sealed record GatewayListener(ObjectRef Gateway, GatewayServer Server, string Pointer)
{
    /// <summary>
    /// Whether the gateway learns from a connection which workload makes it. Without TLS, or without a certificate of the client's, it does
    /// not; Istio passes over the TLS settings of a plain HTTP server.
    /// </summary>
    public bool KnowsCaller => !IsPlainHttp && Server.Tls?.Mode is "ISTIO_MUTUAL" or "MUTUAL";

    /// <summary>Whether the gateway reads requests there: plain HTTP, or HTTPS that it terminates (istio-egress.md 2.7).</summary>
    public bool ReadsRequests => IsPlainHttp || (IsProtocol("HTTPS") && Server.Tls is null or { Mode: not (null or "PASSTHROUGH") });

    /// <summary>Whether it does nothing but tell clients to come back with HTTPS.</summary>
    public bool OnlyRedirects => IsPlainHttp && Server.Tls?.HttpsRedirect == true;

    /// <summary>The server, for people: <c>port 443 of Gateway 'shop/egress'</c>.</summary>
    public override string ToString() => $"port {RuleReach.PortOf(Server)} of Gateway {Quote.Text(Gateway.ToString())}";

    private bool IsPlainHttp => PortProtocol.IsPlainHttp(Server.Port?.Protocol);

    private bool IsProtocol(string protocol) => string.Equals(Server.Port?.Protocol, protocol, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The servers that Gateways set up on egress gateways.</summary>
internal static class GatewayListeners
{
    /// <summary>
    /// The servers of all Gateways of an egress gateway, ordered by namespace and name. Those with AUTO_PASSTHROUGH are not among them:
    /// Istio applies no AuthorizationPolicy there (istio-egress.md GW-5).
    /// </summary>
    public static IEnumerable<GatewayListener> Of(EgressGatewaySettings egress, RuleContext context) =>
        from found in context.Mesh.All(ObjectKind.Gateway)
        orderby found.Key
        let gateway = (Gateway)found.Value
        where IsActive(gateway, context.Policy) && EgressGateways.Selects(gateway.Spec!, egress)
        from listener in Of(gateway, found.Key)
        select listener;

    /// <summary>The servers of the Gateway under judgement; none when it is of a revision that is not in use.</summary>
    public static IEnumerable<GatewayListener> OfSubject(Gateway gateway, RuleContext context) =>
        IsActive(gateway, context.Policy) ? Of(gateway, context.Subject.Reference) : [];

    private static IEnumerable<GatewayListener> Of(Gateway gateway, ObjectRef reference) =>
        from server in gateway.Spec!.Servers.Index()
        where server.Item.Tls?.Mode != "AUTO_PASSTHROUGH"
        select new GatewayListener(reference, server.Item, "/spec/servers/" + JsonPointer.Token(server.Index));

    private static bool IsActive(Gateway gateway, EgressPolicy policy) =>
        gateway.Spec is not null && policy.Mesh.IsActiveRevision(gateway.Metadata.Label("istio.io/rev"));
}
