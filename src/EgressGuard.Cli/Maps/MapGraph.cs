using System.Collections.Immutable;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Maps;

/// <summary>
/// The map as nodes and edges, for whatever draws them: namespaces, the egress gateway, hosts. Nodes have ids of our own making, so that
/// no name of the input can be more than a label.
/// </summary>
/// <param name="Nodes">Namespaces, gateway, hosts; the gateway only when something goes there.</param>
/// <param name="Edges">Each pair of nodes once per outcome, in the order of the map.</param>
internal sealed record MapGraph(ImmutableArray<MapNode> Nodes, ImmutableArray<MapEdge> Edges)
{
    private const string Gateway = "gateway";

    /// <summary>Makes the graph of a map.</summary>
    public static MapGraph Of(EgressMap map, EgressPolicy policy)
    {
        var clients = Ids("n", map.Entries.SelectMany(entry => entry.Reaches).Select(path => path.Question.Namespace).Order(StringComparer.Ordinal));
        var hosts = Ids("h", map.Entries.Select(entry => entry.Host));
        var edges = map.Entries
            .SelectMany(entry => entry.Reaches.SelectMany(path => EdgesOf(path, clients[path.Question.Namespace], hosts[entry.Host])))
            .GroupBy(edge => (edge.From, edge.To, edge.Outcome), edge => edge.Label)
            .Select(same => new MapEdge(
                same.Key.From, same.Key.To, same.Key.Outcome, string.Join(", ", same.Distinct().Where(label => label.Length > 0))))
            .ToImmutableArray();
        var hasGateway = edges.Any(edge => edge.To == Gateway);
        return new MapGraph(
            [
                .. clients.Select(client => new MapNode(client.Value, MapNodeKind.Namespace, client.Key)),
                .. hasGateway ? [new MapNode(Gateway, MapNodeKind.Gateway, GatewayLabel(policy))] : ImmutableArray<MapNode>.Empty,
                .. hosts.Select(host => new MapNode(host.Value, MapNodeKind.Host, host.Key)),
            ],
            edges);
    }

    /// <summary>What a path draws: one edge for each way that it can end, two where it goes through the gateway.</summary>
    private static IEnumerable<MapEdge> EdgesOf(EgressPath path, string client, string host)
    {
        var port = FormattableString.Invariant($"{path.Question.Port}");
        foreach (var outcome in path.Ways.Select(way => way.Outcome).Distinct())
        {
            switch (outcome)
            {
                case PathOutcome.ViaGateway:
                    yield return new MapEdge(client, Gateway, outcome, "");
                    yield return new MapEdge(Gateway, host, outcome, port);
                    break;
                case PathOutcome.Loop:
                    yield return new MapEdge(client, Gateway, outcome, $"loops: {path.Question.Host}:{port}");
                    break;
                case PathOutcome.Blocked:
                    yield return new MapEdge(client, host, outcome, port + " blocked");
                    break;
                case PathOutcome.Unknown:
                    yield return new MapEdge(client, host, outcome, port + " unknown");
                    break;
                default:
                    yield return new MapEdge(client, host, outcome, port);
                    break;
            }
        }
    }

    private static string GatewayLabel(EgressPolicy policy) =>
        policy.Mesh.EgressGateways is [var only] ? $"egress gateway {only.Namespace}/{only.Service}" : "egress gateways";

    private static Dictionary<string, string> Ids(string prefix, IEnumerable<string> names) => names
        .Distinct(StringComparer.Ordinal)
        .Index()
        .ToDictionary(name => name.Item, name => FormattableString.Invariant($"{prefix}{name.Index}"), StringComparer.Ordinal);
}

/// <summary>A node.</summary>
/// <param name="Id">Letters and digits.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Label">Its name, as written.</param>
internal sealed record MapNode(string Id, MapNodeKind Kind, string Label);

/// <summary>An edge.</summary>
/// <param name="From">The id of the node where it begins.</param>
/// <param name="To">The id of the node where it ends.</param>
/// <param name="Outcome">How the ways along it end.</param>
/// <param name="Label">The ports, as far as they matter; may be empty.</param>
internal sealed record MapEdge(string From, string To, PathOutcome Outcome, string Label);

/// <summary>The sorts of node.</summary>
internal enum MapNodeKind
{
    /// <summary>A client namespace.</summary>
    Namespace,

    /// <summary>The egress gateways, all in one.</summary>
    Gateway,

    /// <summary>A host outside.</summary>
    Host,
}
