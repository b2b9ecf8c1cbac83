namespace EgressGuard.Core.Paths;

/// <summary>A step of a way.</summary>
/// <param name="Kind">What sort of step.</param>
/// <param name="Object">The object that decides it; null where none does.</param>
/// <param name="Text">What happens there, for people: a phrase without a full stop.</param>
public sealed record PathHop(HopKind Kind, PathObject? Object, string Text);

/// <summary>The sorts of step.</summary>
public enum HopKind
{
    /// <summary>The client's proxy takes the traffic.</summary>
    Client,

    /// <summary>The service that answers at the host and port.</summary>
    Service,

    /// <summary>The route that the client's proxy applies (the mesh leg).</summary>
    Route,

    /// <summary>The settings of a connection.</summary>
    DestinationRule,

    /// <summary>The server of the egress gateway.</summary>
    Gateway,

    /// <summary>The route that the egress gateway applies (the gateway leg).</summary>
    GatewayRoute,

    /// <summary>The place where it ends.</summary>
    End,
}
