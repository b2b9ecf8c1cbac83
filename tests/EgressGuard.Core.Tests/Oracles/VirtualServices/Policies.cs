using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>The policies under which cases are generated.</summary>
internal static class Policies
{
    /// <summary>Another domain, two gateways, private defaults, a mesh that allows any destination.</summary>
    public static EgressPolicy Other { get; } = EgressPolicy.Default with
    {
        Name = "other",
        Mesh = EgressPolicy.Default.Mesh with
        {
            ClusterDomain = "corp.example",
            DefaultExportTo = ["."],
            OutboundTrafficPolicy = OutboundTrafficPolicy.AllowAny,
            EgressGateways = [.. EgressPolicy.Default.Mesh.EgressGateways, new() { Service = "out", Namespace = "edge" }],
        },
        ServiceEntries = EgressPolicy.Default.ServiceEntries with { MinimumWildcardLabels = 3 },
    };

    /// <summary>Mostly the default.</summary>
    public static EgressPolicy One(Pick pick) => pick.Chance(75) ? EgressPolicy.Default : Other;
}
