using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Paths;

/// <summary>A DestinationRule of the mesh.</summary>
internal sealed class RuledConnection
{
    private RuledConnection(MeshObject found, string clusterDomain)
    {
        Rule = (DestinationRule)found.Value;
        Spec = Rule.Spec!;
        Reference = found.Reference;
        Host = HostName.Normalize(HostName.Expand(Spec.Host!, Reference.Namespace, clusterDomain));
        Alone = new ConnectionRule(
            [new PathObject(ObjectKind.DestinationRule, Reference)], Spec.TrafficPolicy, [.. Spec.Subsets.DistinctBy(subset => subset.Name)]);
    }

    /// <summary>The object.</summary>
    public DestinationRule Rule { get; }

    /// <summary>What it declares.</summary>
    public DestinationRuleSpec Spec { get; }

    /// <summary>Its namespace and name.</summary>
    public ObjectRef Reference { get; }

    /// <summary>Its host, expanded and normalised.</summary>
    public string Host { get; }

    /// <summary>What it sets where no other rule is merged with it.</summary>
    public ConnectionRule Alone { get; }

    /// <summary>The DestinationRule, or null when it is not in the mesh.</summary>
    public static RuledConnection? Find(MeshSnapshot mesh, ObjectRef reference) =>
        mesh.Entry(ObjectKind.DestinationRule, reference)?.Notes(found => new RuledConnection(found, mesh.ClusterDomain));

    /// <summary>What several of them set together, the first first.</summary>
    public static ConnectionRule Merge(List<RuledConnection> rules) => rules is [var only]
        ? only.Alone
        : new ConnectionRule(
            [.. rules.Select(found => new PathObject(ObjectKind.DestinationRule, found.Reference))],
            rules.Select(found => found.Spec.TrafficPolicy).FirstOrDefault(item => item is not null),
            [.. rules.SelectMany(found => found.Spec.Subsets).DistinctBy(subset => subset.Name)]);
}
