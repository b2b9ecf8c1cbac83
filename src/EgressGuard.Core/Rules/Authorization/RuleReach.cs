using System.Globalization;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>
/// Which servers of a gateway a rule of an AuthorizationPolicy can be meant for, by the ports and the hosts that it names.
/// </summary>
internal static class RuleReach
{
    private static readonly AuthorizationOperation Anything = new();

    /// <summary>Whether the rule leaves the server's port in.</summary>
    public static bool IncludesPort(AuthorizationRule rule, GatewayServer server)
    {
        var port = PortOf(server);
        return Values("destination.port", rule).All(values => values.Contains(port))
            && Operations(rule).Any(operation => operation.Ports.Count == 0 || operation.Ports.Contains(port));
    }

    /// <summary>Whether the rule leaves the server's port in, and one of the server's hosts.</summary>
    public static bool Includes(AuthorizationRule rule, GatewayServer server) =>
        IncludesPort(rule, server)
        && Values("connection.sni", rule).All(values => NamesHostOf(server, values))
        && Operations(rule).Any(operation => operation.Hosts.Count == 0 || NamesHostOf(server, operation.Hosts));

    /// <summary>The server's port, as policies and sentences write it.</summary>
    public static string PortOf(GatewayServer server) => (server.Port?.Number ?? 0).ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<IReadOnlyList<string>> Values(string key, AuthorizationRule rule) =>
        rule.When.Where(condition => condition.Key == key && condition.Values.Count > 0).Select(condition => condition.Values);

    /// <summary>The operations, any of which will do; without one, an operation that says nothing.</summary>
    private static IEnumerable<AuthorizationOperation> Operations(AuthorizationRule rule) =>
        rule.To.Select(target => target.Operation ?? Anything).DefaultIfEmpty(Anything);

    private static bool NamesHostOf(GatewayServer server, IReadOnlyList<string> names) =>
        server.Hosts.Count == 0 || server.Hosts.Select(HostOf).Any(host => names.Any(name => Fits(name, host)));

    /// <summary>What follows the namespace, where there is one.</summary>
    private static string HostOf(string item) => HostName.Normalize(item[(item.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    /// <summary>A name may end in a port, or in a star, behind which any name of a server's can be.</summary>
    private static bool Fits(string name, string host)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var bare = colon < 0 ? name : name[..colon];
        return bare.EndsWith('*') || HostName.Overlap(HostName.Normalize(bare), host);
    }
}
