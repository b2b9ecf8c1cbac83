using System.Globalization;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>Which servers of a gateway a rule of an AuthorizationPolicy can be meant for, by the ports and the hosts that it names.</summary>
internal static class RuleReach
{
    /// <summary>Whether the rule leaves the server's port in.</summary>
    public static bool IncludesPort(AuthorizationRule rule, GatewayServer server)
    {
        var port = PortOf(server);
        return IsAmong(port, "destination.port", rule)
            && (rule.To.Count == 0 || rule.To.Any(target => target.Operation is not { Ports.Count: > 0 } operation || operation.Ports.Contains(port)));
    }

    /// <summary>Whether the rule leaves the server's port in, and one of the server's hosts.</summary>
    public static bool Includes(AuthorizationRule rule, GatewayServer server) =>
        IncludesPort(rule, server)
        && rule.When.Where(condition => condition is { Key: "connection.sni", Values.Count: > 0 }).All(condition => NamesHostOf(server, condition.Values))
        && (rule.To.Count == 0 || rule.To.Any(target => target.Operation is not { Hosts.Count: > 0 } operation || NamesHostOf(server, operation.Hosts)));

    /// <summary>The server's port, as policies and sentences write it.</summary>
    public static string PortOf(GatewayServer server) => (server.Port?.Number ?? 0).ToString(CultureInfo.InvariantCulture);

    private static bool IsAmong(string value, string key, AuthorizationRule rule) =>
        rule.When.Where(condition => condition.Key == key && condition.Values.Count > 0).All(condition => condition.Values.Contains(value));

    private static bool NamesHostOf(GatewayServer server, IReadOnlyList<string> names) =>
        server.Hosts.Count == 0 || names.Any(name => server.Hosts.Any(host => Fits(name, HostName.Normalize(host[(host.IndexOf('/', StringComparison.Ordinal) + 1)..]))));

    /// <summary>A name may end in a port, or in a star, behind which any name of a server's can be.</summary>
    private static bool Fits(string name, string host)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var bare = colon < 0 ? name : name[..colon];
        return bare.EndsWith('*') || HostName.Overlap(HostName.Normalize(bare), host);
    }
}
