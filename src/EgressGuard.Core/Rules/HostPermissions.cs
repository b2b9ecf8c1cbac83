using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules;

/// <summary>What the policy's <c>hosts</c> let a namespace open.</summary>
internal static class HostPermissions
{
    /// <summary>The hosts and patterns that are listed for the namespace, each once.</summary>
    public static List<string> Of(string @namespace, EgressPolicy policy) =>
    [
        .. policy.Hosts
            .Where(group => group.Namespaces.Contains(@namespace))
            .SelectMany(group => group.Allow)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether the list has the host, normalised, for the namespace. A policy without the list says nothing of any host.</summary>
    public static bool Name(string host, string @namespace, EgressPolicy policy) =>
        Of(@namespace, policy).Exists(item => HostName.IsCoveredBy(host, item));
}
