using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>
/// A second implementation of docs/egress-path.md, written from that page and not from the engine: over plain JSON, with a linear scan
/// wherever something is looked up, a file for each of its parts. It knows no helper, no constant and no model of the product.
/// </summary>
internal static class NaivePaths
{
    /// <summary>The ways of a question, each once.</summary>
    public static List<NaiveWay> Find(IReadOnlyList<JsonObject> objects, EgressPolicy policy, string @namespace, string host, int port)
    {
        var question = new NaiveQuestion(NaiveObjects.Active(objects, policy), policy, @namespace, new Dictionary<string, string>(), host, port);
        return NaiveAmbient.Is(question)
            ? [NaiveAmbient.Way(question)]
            : [.. LabelSets(question).SelectMany(labels => NaiveSidecarWays.Of(question with { Labels = labels })).Distinct()];
    }

    /// <summary>Whether somebody answers at the host and port, for pods of one sort at least.</summary>
    public static bool IsAnswered(IReadOnlyList<JsonObject> objects, EgressPolicy policy, string @namespace, string host, int port)
    {
        var question = new NaiveQuestion(NaiveObjects.Active(objects, policy), policy, @namespace, new Dictionary<string, string>(), host, port);
        return NaiveAmbient.Is(question)
            ? NaiveAmbient.Declaring(question).Entry is not null
            : LabelSets(question).Any(labels => NaiveServices.Answering(question with { Labels = labels }) is not null);
    }

    /// <summary>The ServiceEntry whose port answers for pods without labels; null for none.</summary>
    public static JsonObject? Entry(IReadOnlyList<JsonObject> objects, EgressPolicy policy, string @namespace, string host, int port)
    {
        var question = new NaiveQuestion(NaiveObjects.Active(objects, policy), policy, @namespace, new Dictionary<string, string>(), host, port);
        return NaiveAmbient.Is(question) ? NaiveAmbient.Declaring(question).Entry : NaiveServices.Answering(question)?.PortOf(port)?.Entry;
    }

    /// <summary>1.3: no labels, each set that some condition mentions, and all of them together.</summary>
    private static IEnumerable<Dictionary<string, string>> LabelSets(NaiveQuestion question)
    {
        var sets = NaiveObjects.Active(question, "VirtualService")
            .SelectMany(service => new[] { "http", "tls", "tcp" }.SelectMany(block => Items(Spec(service)[block])))
            .SelectMany(route => Items(route["match"]).Select(match => Map(match["sourceLabels"])))
            .Concat(NaiveObjects.Active(question, "Sidecar").Select(sidecar => Map(Spec(sidecar)["workloadSelector"]?["labels"])))
            .Concat(NaiveObjects.Active(question, "DestinationRule").Select(rule => Map(Spec(rule)["workloadSelector"]?["matchLabels"])))
            .Where(set => set.Count > 0)
            .ToList();
        var together = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in sets.SelectMany(set => set))
        {
            together.TryAdd(label.Key, label.Value);
        }

        return sets.Prepend([]).Append(together).DistinctBy(set => string.Join(' ', set.OrderBy(label => label.Key)));
    }
}
