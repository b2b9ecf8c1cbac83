using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Paths;

/// <summary>The labels of pods by which a namespace's ways to a host can differ: of routes, Sidecars and DestinationRules.</summary>
internal static class MentionedLabels
{
    private static readonly RouteBlocks[] Blocks = [RouteBlocks.Http, RouteBlocks.Tls, RouteBlocks.Tcp];

    /// <summary>The sets that conditions name, none of them empty, some of them several times.</summary>
    /// <param name="namespace">The clients' namespace.</param>
    /// <param name="host">The host, normalised.</param>
    /// <param name="context">Where to look.</param>
    public static List<IReadOnlyDictionary<string, string?>> In(string @namespace, string host, PathContext context)
    {
        var sets = new List<IReadOnlyDictionary<string, string?>>();
        var targets = context.Mesh.MayHaveDestinationRules(@namespace) ? new DistinctNames() : null;
        targets?.Add(host);
        foreach (var service in context.Order.Overlapping(context.Services.NamesCovering(host)))
        {
            foreach (var block in Blocks)
            {
                OfRules(context.Rules.Of(service, block), sets, targets);
            }
        }

        sets.AddRange(context.Scopes.LabelSets(@namespace));
        sets.AddRange((targets?.All ?? []).SelectMany(target => context.Connections.LabelSets(target, @namespace)));
        sets.RemoveAll(labels => labels.Count == 0);
        return sets;
    }

    private static void OfRules(IReadOnlyList<RouteRule> rules, List<IReadOnlyDictionary<string, string?>> sets, DistinctNames? targets)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].Match is { SourceLabels: { Count: > 0 } labels })
            {
                sets.Add(labels);
            }

            foreach (var target in targets is null ? [] : rules[i].Targets)
            {
                targets!.Add(target.Host);
            }
        }
    }
}
