using System.Collections.Immutable;

namespace EgressGuard.Core.Paths;

/// <summary>Something wrong with a way that several objects make together (istio-egress.md 3.2).</summary>
/// <param name="Code">What.</param>
/// <param name="Objects">The objects that make the fault together, each with the place in it; whichever of them is written last is told.</param>
/// <param name="Message">What is wrong: a sentence without a full stop, that begins with a capital.</param>
public sealed record PathFault(PathFaultCode Code, ImmutableArray<PathObject> Objects, string Message);

/// <summary>The faults, by the checklist of istio-egress.md 3.2 and the loops of 2.11.</summary>
public enum PathFaultCode
{
    /// <summary>C1: a VirtualService leads the egress gateway, but not the sidecars.</summary>
    MeshLegMissing,

    /// <summary>C1: sidecars send to the egress gateway, and no VirtualService tells the gateway where to.</summary>
    GatewayLegMissing,

    /// <summary>C3: the mesh leg is of a block that Istio ignores at the port's protocol.</summary>
    BlockOfOtherProtocol,

    /// <summary>C4: the mesh leg is for another port.</summary>
    PortNotRouted,

    /// <summary>C5: a destination that is meant to be the egress gateway and is not its full name.</summary>
    GatewayNameIncomplete,

    /// <summary>C6: the egress gateway does not listen at the port that sidecars send to.</summary>
    GatewayPortClosed,

    /// <summary>C7: the gateway leg is for another port than the server's.</summary>
    GatewayLegPort,

    /// <summary>C8: the gateway's server does not serve the host.</summary>
    ServerHostMissing,

    /// <summary>C9: the gateway leg is of a block that the gateway's server ignores.</summary>
    GatewayLegBlock,

    /// <summary>C10: a tls route whose sniHosts leave the host out.</summary>
    SniNotCovered,

    /// <summary>C11: the subset that a route names is in no DestinationRule that counts.</summary>
    SubsetMissing,

    /// <summary>C12: the two ends of the hop to the gateway speak differently.</summary>
    HopTlsMismatch,

    /// <summary>C13: the name that the hop gives is none that the gateway's server serves.</summary>
    HopServerName,

    /// <summary>C14: the gateway sends clear text to a port for TLS.</summary>
    ClearTextToTlsPort,

    /// <summary>C15: TLS inside TLS.</summary>
    DoubleTls,

    /// <summary>C18: clients see the host and not the VirtualService that leads it to the gateway.</summary>
    RouteNotVisible,

    /// <summary>C18: the gateway does not see what it needs.</summary>
    NotVisibleToGateway,

    /// <summary>C19: a host that the gateway sends to has resolution NONE.</summary>
    ResolutionNone,

    /// <summary>C20: no ServiceEntry declares the host that the gateway sends to.</summary>
    HostUnknownAtGateway,

    /// <summary>C21: a Sidecar imports the host and not the VirtualService that leads it to the gateway.</summary>
    RouteNotImported,

    /// <summary>VS-6, VS-15: the mesh leg is for some pods or addresses only.</summary>
    RouteForSomeOnly,

    /// <summary>VS-9, VS-H1: another VirtualService takes the host from the one that leads to the gateway.</summary>
    RouteOverridden,

    /// <summary>L1: the route to the gateway holds at the gateway, too.</summary>
    RouteToItself,

    /// <summary>L2: the gateway leg leads to the egress gateway.</summary>
    GatewayLegToGateway,

    /// <summary>L4: an endpoint of the host is the egress gateway.</summary>
    EndpointIsGateway,

    /// <summary>L5, DR-12, DR-1: PASSTHROUGH keeps the dialled address.</summary>
    PassthroughKeepsAddress,
}
