namespace EgressGuard.Core.Paths;

/// <summary>What to do about the faults.</summary>
public static class PathFaultRemedies
{
    /// <summary>What to do, whatever the objects are called: one sentence, with its full stop.</summary>
    public static string Of(PathFaultCode code) => code switch
    {
        PathFaultCode.MeshLegMissing =>
            "Add mesh to the gateways of the VirtualService, and a route with match gateways: [mesh] to the egress gateway's Service.",
        PathFaultCode.GatewayLegMissing =>
            "Bind a VirtualService to the egress gateway's Gateway, with a route from there to the host.",
        PathFaultCode.BlockOfOtherProtocol =>
            "Put the route into the block of the port's protocol (http for HTTP and GRPC, tls for TLS and HTTPS, tcp for the rest), "
            + "and give the port a protocol where it has none.",
        PathFaultCode.PortNotRouted =>
            "Lead this port to the egress gateway, too, with a route for its number and protocol, or take it out of the ServiceEntry.",
        PathFaultCode.GatewayNameIncomplete =>
            "Write the egress gateway's full name, such as istio-egressgateway.istio-system.svc.cluster.local.",
        PathFaultCode.GatewayPortClosed =>
            "Send to a port that the egress gateway's Service has and a Gateway opens, or have a Gateway open this one.",
        PathFaultCode.GatewayLegPort =>
            "Set match.port of the gateway's route to the port of the Gateway's server, or leave it out.",
        PathFaultCode.ServerHostMissing =>
            "Add the host to the hosts of the Gateway's server, as namespace/host with the namespace of the VirtualService.",
        PathFaultCode.GatewayLegBlock =>
            "Put the gateway's route into the block of its server: tls for PASSTHROUGH, http for HTTP and for HTTPS that ends there, "
            + "tcp for TCP and for TLS that ends there.",
        PathFaultCode.SniNotCovered =>
            "Add the host to the sniHosts of the route; at the gateway, no two routes may have the same name.",
        PathFaultCode.SubsetMissing =>
            "Add the subset to the DestinationRule that counts here, or leave the subset out of the route.",
        PathFaultCode.HopTlsMismatch =>
            "Make both ends agree: in the DestinationRule of the egress gateway tls.mode ISTIO_MUTUAL where the server has it, and no tls where the "
            + "server is HTTP, TCP or PASSTHROUGH. A client's own TLS goes to a TLS server, not to HTTP or HTTPS.",
        PathFaultCode.HopServerName =>
            "Set tls.sni in the DestinationRule of the egress gateway to a host of the Gateway's server.",
        PathFaultCode.ClearTextToTlsPort =>
            "Have a DestinationRule for the host with tls.mode SIMPLE and sni, and export it to the egress gateway's namespace.",
        PathFaultCode.DoubleTls =>
            "Take tls out of the DestinationRule of the host for this port: the client speaks TLS already.",
        PathFaultCode.RouteNotVisible =>
            "Export the VirtualService to the clients' namespace, or do not export the ServiceEntry there.",
        PathFaultCode.NotVisibleToGateway =>
            "Add the egress gateway's namespace to exportTo.",
        PathFaultCode.ResolutionNone =>
            "Set resolution: DNS in the ServiceEntry.",
        PathFaultCode.HostUnknownAtGateway =>
            "Declare the host and the port in a ServiceEntry that is exported to the egress gateway's namespace.",
        PathFaultCode.RouteNotImported =>
            "Add the VirtualService's namespace and host to egress.hosts of the Sidecar.",
        PathFaultCode.RouteForSomeOnly =>
            "Leave the condition out of the route to the egress gateway, or add a route there without it for the rest.",
        PathFaultCode.RouteOverridden =>
            "Make one VirtualService of the two, or take the host out of the one that does not lead to the egress gateway.",
        PathFaultCode.RouteToItself =>
            "Give the route to the egress gateway match gateways: [mesh], so that the gateway itself does not apply it.",
        PathFaultCode.GatewayLegToGateway =>
            "Let the gateway's route lead to the host itself.",
        PathFaultCode.EndpointIsGateway =>
            "Take the egress gateway out of the endpoints of the ServiceEntry, and lead clients there with a VirtualService.",
        PathFaultCode.PassthroughKeepsAddress =>
            "Take PASSTHROUGH out of trafficPolicy.loadBalancer of the DestinationRule.",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
