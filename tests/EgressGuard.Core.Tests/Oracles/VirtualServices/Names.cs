using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>Host names and lists as the rule specification reads them (istio-egress.md 2.1, 2.2, section 7).</summary>
internal static class Names
{
    /// <summary>The strings of a list; none when it is absent.</summary>
    public static List<string> Strings(JsonNode? list) => list is JsonArray items ? [.. items.Select(item => (string)item!)] : [];

    /// <summary>The objects of a list with their places; none when it is absent.</summary>
    public static IEnumerable<(int Index, JsonObject Item)> Objects(JsonNode? list) =>
        list is JsonArray items ? items.Select((item, index) => (index, (JsonObject)item!)) : [];

    /// <summary>Lower case, without one dot at the end.</summary>
    public static string Plain(string host) => (host.EndsWith('.') ? host[..^1] : host).ToLowerInvariant();

    /// <summary>The full name of a host, in its plain form.</summary>
    public static string Full(string host, string home, string domain) =>
        Plain(host is "" or ['*', ..] || host.Contains('.') || host.Contains(':') ? host : host + "." + home + ".svc." + domain);

    /// <summary>Whether a plain name ends in .svc or in the cluster's domain.</summary>
    public static bool IsInCluster(string name, string domain) =>
        new[] { "svc", domain, "clusterset.local" }.Any(end => name == end || name.EndsWith("." + end, StringComparison.Ordinal)
            || name.EndsWith("*" + end, StringComparison.Ordinal));

    /// <summary>Whether a plain name is of a service of the namespace, or a wildcard for such only.</summary>
    public static bool IsOfNamespace(string name, string home, string domain) =>
        name.EndsWith("." + home + ".svc", StringComparison.Ordinal)
        || name.EndsWith("." + home + ".svc." + domain, StringComparison.Ordinal)
        || name.EndsWith("." + home + ".svc.clusterset.local", StringComparison.Ordinal);

    /// <summary>SubsetOf(name, pattern) of the specification.</summary>
    public static bool Covers(string pattern, string name) => (pattern, name) switch
    {
        (['*', .. var tail], ['*', .. var rest]) => name.Length >= pattern.Length && rest.EndsWith(tail, StringComparison.Ordinal),
        (['*', .. var tail], _) => name.EndsWith(tail, StringComparison.Ordinal),
        _ => pattern == name,
    };

    /// <summary>The full names of the policy's egress gateways.</summary>
    public static IEnumerable<string> Gateways(OracleCase @case) => @case.Policy.Mesh.EgressGateways.Select(
        gateway => gateway.Service + "." + gateway.Namespace + ".svc." + @case.Policy.Mesh.ClusterDomain);

    /// <summary>Whether the object's namespace is the platform's, where tenants' rules do not hold.</summary>
    public static bool IsAtHomeOnThePlatform(OracleCase @case)
    {
        var home = (string)@case.Object["metadata"]!["namespace"]!;
        return @case.Policy.PlatformNamespaces.Contains(home) || @case.Policy.Mesh.EgressGateways.Any(gateway => gateway.Namespace == home);
    }
}
