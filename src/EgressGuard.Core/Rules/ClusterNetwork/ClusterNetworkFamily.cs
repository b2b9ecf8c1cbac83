using System.Collections.Immutable;

namespace EgressGuard.Core.Rules.ClusterNetwork;

/// <summary>Rules about Namespaces, Services, endpoints and NetworkPolicies: EG5nn, ordered by id.</summary>
internal static class ClusterNetworkFamily
{
    public static ImmutableArray<Rule> Rules { get; } =
    [
        new NamespaceLeavesMesh(),
        new ProxyIdentityRange(),
        new PrivilegedPodsAdmitted(),
        new ExternalName(),
        new ForeignEndpoints(),
        new ExternalIPs(),
        new ServicePosesAsGateway(),
        new NetworkPolicyOpensEgress(),
        new ProtectedNetworkPolicy(),
    ];
}
