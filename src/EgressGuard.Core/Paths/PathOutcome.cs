namespace EgressGuard.Core.Paths;

/// <summary>How a way ends, from the least grave to the gravest.</summary>
public enum PathOutcome
{
    /// <summary>Nothing leaves: there is no route, the hop is broken, or the traffic stays inside the mesh.</summary>
    Blocked,

    /// <summary>It goes to an egress gateway, and the gateway sends it out.</summary>
    ViaGateway,

    /// <summary>The mesh that was given, or the model, does not tell.</summary>
    Unknown,

    /// <summary>The egress gateway sends it to itself (istio-egress.md 2.11).</summary>
    Loop,

    /// <summary>A client's proxy sends it out of the mesh itself.</summary>
    Direct,
}
